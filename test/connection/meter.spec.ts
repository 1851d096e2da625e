import assert from 'node:assert/strict';
import type { Way } from '../../src/domain/meter';
import { sampleFax } from '../../src/documents/sample/sample-fax';
import { faxOrder, request } from '../outbox/jobs';
import { Connecting } from '../support/connecting';
import { eventually } from '../support/eventually';

describe('what is measured of a connection', () => {
  let rig: Connecting;
  let contacts: Way[];
  let kept: number[];
  let repeated: number;

  beforeEach(async () => {
    contacts = [];
    kept = [];
    repeated = 0;
    const meter = {
      contact: (way: Way) => contacts.push(way),
      documentKept: (bytes: number) => kept.push(bytes),
      repeated: () => (repeated += 1),
    };
    rig = await Connecting.prepare({ meter }, { stepMs: 1 });
  });
  afterEach(() => rig.close());

  const wait = (what: string, is: () => boolean): Promise<unknown> =>
    eventually(what, async () => {
      if (is()) return true;
      await rig.pass(5_000);
      return is();
    });
  const count = (way: Way): number => contacts.filter((one) => one === way).length;

  it('is every contact by the provider, in whatever way', async () => {
    await rig.start();
    await rig.reached('connected');
    await wait('it was polled', () => count('poll') > 0);
    assert.equal(count('send'), 0);
    const { file, size, sha256 } = await rig.inbox.documents.write(sampleFax());
    const documents = [{ file, size, sha256, type: 'image/tiff', filename: 'fax.tif' }];
    const order = faxOrder({ to: '+15550100001', documents, pages: 1 });
    await rig.connection.outbox().submit(request({ order, giveUpMinutes: 1_440 }));
    await wait('it was sent', () => count('send') > 0);
    const before = count('push');
    assert.ok(before > 0, 'the socket is live');
    await wait('a pong came', () => count('push') > before);
  });

  for (const status of [503, 401] as const) {
    it(`is no contact when the provider only answers ${status}`, async () => {
      rig.simulator.faults.set({ status });
      await rig.restart({ pushes: false });
      await rig.reached('error');
      await rig.pass(60_000);
      assert.deepEqual(contacts, []);
    });
  }

  it('counts each document once, pushed or fetched, and each duplicate event', async () => {
    const node = rig.node('node-1');
    await rig.start();
    await rig.reached('connected');
    rig.simulator.inject({ deliver: 'push-twice' });
    rig.simulator.inject({ deliver: 'push-without-image' });
    await wait('both are offered, one came again', () => node.got.length === 2 && repeated > 0);
    const sizes = node.got.map(({ document }) => document?.size ?? assert.fail());
    const size = sizes[0] ?? assert.fail();
    assert.ok(kept.length >= 2 && kept.every((bytes) => bytes === size), JSON.stringify(kept));
  });
});
