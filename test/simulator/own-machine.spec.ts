import assert from 'node:assert/strict';
import { request } from 'node:http';
import { networkInterfaces } from 'node:os';
import { startAculabSimulator } from '../../src/simulator/aculab/aculab-simulator';
import { startEsendexSimulator } from '../../src/simulator/esendex/esendex-simulator';
import { startEtherFaxSimulator } from '../../src/simulator/etherfax/etherfax-simulator';
import { isOwnMachine } from '../../src/simulator/http/own-machine';
import { Harness } from './aculab/harness';

const SERVICES = [
  ['etherFAX', startEtherFaxSimulator, '?a=banner'],
  ['Esendex', startEsendexSimulator, '/v1.0/accounts'],
  ['Aculab Cloud', startAculabSimulator, '/file_list'],
] as const;
const FOREIGN = ['http://example.com/x', 'http://169.254.169.254/', 'https://192.0.2.1/', 'http://localhost.example/'];

describe('a simulated service', () => {
  for (const [name, start, path] of SERVICES) {
    it(`of ${name} answers no web page, of a foreign origin or under a foreign name`, async () => {
      const simulator = await start();
      try {
        const url = new URL(simulator.baseUrl + path);
        const statusWith = (headers: Record<string, string>): Promise<number | undefined> =>
          new Promise((resolve, reject) => {
            const asked = request(url, { headers }, (response) => {
              response.resume().on('end', () => resolve(response.statusCode));
            });
            asked.on('error', reject).end();
          });
        for (const host of [`page.example:${url.port}`, 'page.example', `127.0.0.1.page.example:${url.port}`]) {
          assert.equal(await statusWith({ host }), 403, host);
        }
        for (const origin of ['https://page.example', 'null']) assert.equal(await statusWith({ origin }), 403, origin);
        for (const host of [url.host, `localhost:${url.port}`, `LOCALHOST:${url.port}`]) {
          assert.notEqual(await statusWith({ host }), 403, host);
        }
      } finally {
        await simulator.close();
      }
    });
  }

  it('accepts no customer on another machine', async () => {
    const [esendex, aculab] = [await startEsendexSimulator(), await startAculabSimulator()];
    try {
      for (const url of FOREIGN) {
        assert.throws(() => esendex.setPushTarget(url), TypeError);
        assert.throws(() => aculab.callAt(url), TypeError);
        for (const { controlUrl } of [esendex, aculab]) {
          const { status } = await fetch(`${controlUrl}/target`, { method: 'POST', body: JSON.stringify({ url }) });
          assert.equal(status, 400);
        }
      }
    } finally {
      await esendex.close();
      await aculab.close();
    }
  });

  it('calls no other machine, whatever a request or an answer names', async () => {
    const harness = await Harness.start();
    try {
      const sms = { to: '447700900123', from: '447700900500', content: 'Hello' };
      for (const url of FOREIGN) {
        assert.equal((await harness.post('/msg_send', { ...sms, status_page: url })).status, 400);
        harness.customer.receiveFax = { id: 'our id', next_page: { url } };
        await harness.faxed();
        const asked = harness.simulator.pages().filter((page) => page.url.startsWith(url));
        assert.ok(asked.length > 0);
        for (const { answer } of asked) assert.deepEqual(answer, { failed: 'foreign' });
      }
    } finally {
      await harness.close();
    }
  });
});

describe('the machine itself', () => {
  it('is what its own addresses and loopback are', () => {
    const own = Object.values(networkInterfaces())
      .flat()
      .flatMap((found) => found?.address ?? []);
    const hosts = own.filter((address) => !address.startsWith('fe80')).map((at) => (at.includes(':') ? `[${at}]` : at));
    for (const host of [...hosts, 'localhost', '127.0.0.1', '127.1', '[::1]']) {
      assert.ok(isOwnMachine(`http://${host}:1880/x`), host);
    }
  });

  it('is no other address or name, however it is written', () => {
    const others = ['http://127.0.0.1@example.com/', 'http://example.com#127.0.0.1', 'http://127.0.0.1.example.com/'];
    const kinds = ['ftp://127.0.0.1/', 'file:///etc/passwd', 'javascript:1', '', 'x', 'http://0x7f.example/'];
    for (const url of [...FOREIGN, ...others, ...kinds]) assert.ok(!isOwnMachine(url), url);
  });
});
