import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { postgresBinaries, PostgresServer } from '../support/postgres-server';
import { withPdf } from '../../src/documents/pdf/open-pdf';
import { samplePdf } from '../../src/documents/sample/sample-pdf';
import { packedPdf, shownPages, syncFlushed } from '../documents/pdf/hostile-files';
import { fetchAfresh } from '../support/fetch-afresh';
import { freePort } from '../support/free-port';
import { eventually as holdsWithin } from './support/eventually';
import { RestartingNodeRed } from './support/restarting-node-red';
import { makeUserDir, type UserDir } from './support/user-dir';

const FOLDER = resolve(__dirname, '../../examples');
const NODE_TYPES = Object.keys(
  (JSON.parse(readFileSync(resolve(FOLDER, '../package.json'), 'utf8')) as { 'node-red': { nodes: object } })[
    'node-red'
  ].nodes,
);

interface FlowNode {
  id: string;
  type: string;
  name?: string;
  env?: { name: string; value: string }[];
}

const SHARED = 'shared-store';
/** A quarter of a minute for an alarm that is given up after ten, half a minute for the calls of a fax that fails. */
const TIME_SCALE = 40;

/** All examples start at once, and what comes of each is looked at one after the other. */
const eventually = (what: string, holds: () => Promise<boolean>): Promise<void> => holdsWithin(what, holds, 3 * 60_000);

const files = readdirSync(FOLDER).filter((file) => file.endsWith('.json'));
const flows = files.map((file) => JSON.parse(readFileSync(join(FOLDER, file), 'utf8')) as FlowNode[]);

/** On each store, unchanged but for the choice of it. */
for (const store of ['folder', 'database'] as const) {
  describe(`the example flows, with their events in a ${store}`, () => withExamples(store));
}

function withExamples(store: 'folder' | 'database'): void {
  let server: PostgresServer | undefined;
  let userDir: UserDir;
  let nodeRed: RestartingNodeRed | undefined;
  let url: string;
  const log: string[] = [];

  before(async function () {
    if (store === 'database' && postgresBinaries === undefined) {
      console.log('    PostgreSQL is not installed here: the examples run on a folder alone');
      this.skip();
    }
    userDir = await makeUserDir(`pushline: { timeScale: ${TIME_SCALE} }`);
    if (store === 'database') server = await PostgresServer.start();
    const { password, ...place } = server?.connection() ?? {};
    const shared = server ? [{ id: SHARED, type: 'pushline-store', secure: 'off', ...place }] : [];
    await userDir.writeFlows([...flows.flat().map(adapted), ...shared], { [SHARED]: { password } });
    const port = await freePort();
    url = `http://127.0.0.1:${port}`;
    nodeRed = new RestartingNodeRed(userDir.path, port, { onLine: (line) => log.push(line) });
    await nodeRed.start();
  });

  after(async () => {
    await nodeRed?.end('SIGTERM');
    await userDir?.remove();
    await server?.remove();
  });

  /** Files go into the user directory, and what debug nodes show into the log. */
  function adapted(node: FlowNode): FlowNode {
    if (node.type === 'debug') return { ...node, console: true } as FlowNode;
    if (node.type === 'fax-sms-connection' && server) return { ...node, store: SHARED } as FlowNode;
    const isPlace = (name: string): boolean => /_(FOLDER|FILE)$/.test(name);
    const env = node.env?.map(({ name, value, ...more }) => ({
      ...{ ...more, name },
      value: isPlace(name) ? join(userDir.path, value) : value,
    }));
    return env ? { ...node, env } : node;
  }

  const shows = (name: string): Promise<void> =>
    eventually(`"${name}" is shown`, () => Promise.resolve(log.some((line) => line.includes(`[debug:${name}]`))));

  const journal = async (): Promise<{ what: string; how?: string; text?: string }[]> => {
    const text = await readFile(join(userDir.path, 'aculab.jsonl'), 'utf8');
    const lines = text.split('\n').filter((line) => line.endsWith('}'));
    return lines.map((line) => JSON.parse(line) as { what: string; how?: string; text?: string });
  };

  const isWritten = (what: string, how: string): Promise<void> =>
    eventually(`"${what}: ${how}" is in the journal`, async () => {
      return (await journal()).some((line) => line.what === what && line.how === how);
    });

  /** The node of an example, by its type or its name. */
  function nodeOf(number: string, wanted: { type?: string; name?: string }): string {
    const flow = flows[files.findIndex((file) => file.startsWith(number))] ?? [];
    const found = flow.find(({ type, name }) => type === wanted.type || (name !== undefined && name === wanted.name));
    assert(found, `example ${number} has no such node`);
    return found.id;
  }

  async function post(path: string, body: object = {}): Promise<void> {
    const headers = { 'content-type': 'application/json' };
    const response = await fetchAfresh(`${url}${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
    assert(response.ok, await response.text());
  }

  const arrives = (number: string, item: object): Promise<void> =>
    post(`/fax-sms/connections/${nodeOf(number, { type: 'fax-sms-connection' })}/inject`, item);

  const simulatorOf = async (number: string): Promise<{ received: number }> => {
    const response = await fetchAfresh(`${url}/fax-sms/connections/${nodeOf(number, { type: 'fax-sms-connection' })}`);
    return ((await response.json()) as { simulator: { received: number } }).simulator;
  };

  it('have ids of their own, each example by itself', () => {
    const ids = flows.flat().map(({ id }) => id);
    assert.equal(new Set(ids).size, ids.length);
  });

  it('show every node of the package', () => {
    const types = new Set(flows.flat().map(({ type }) => type));
    assert.deepEqual(
      NODE_TYPES.filter((type) => !types.has(type)),
      // They run on either store.
      ['pushline-store'],
    );
  });

  for (const [what, ...names] of [
    ['04: a PDF is sent, and its end is told', 'accepted', 'finished'],
    ['06: what fails goes to another number', 'the other number'],
    ['07: an SMS is sent, and its receipt comes back', 'delivered'],
    ['08: a fax that fails wakes somebody', 'alert'],
    ['09: a received SMS is answered, and done', 'what became of the answer', 'done'],
    ['19: that the line works is told to whom it concerns', 'wake somebody'],
    ['20: an alarm reaches one of two people, and so the next person', 'reached', 'the next person is reached'],
    ['18: a received fax goes on to another number, and is closed once it has arrived', 'forwarded'],
  ] as const) {
    it(what, async () => {
      for (const name of names) await shows(name);
    });
  }

  it('05: a broadcast ends with a report of every number', async () => {
    await shows('report');
    const report = await readFile(join(userDir.path, 'fax-report.csv'), 'utf8');
    const [header, ...rows] = report.trim().split(/\r?\n/);
    assert.equal(header, 'name,state,cause,pages,calls');
    assert.deepEqual(rows.map((row) => row.split(',').slice(0, 3).join()).sort(), [
      'Always busy,failed,busy',
      'Clinic,succeeded,normal',
      'No fax machine,failed,not-fax',
      'Office,succeeded,normal',
    ]);
  });

  it('10: a fax is counted page by page, and then it is in the folder', async () => {
    await isWritten('fax received', 'page 1, page 2, succeeded');
    await shows('fax saved');
    const saved = await readdir(join(userDir.path, 'faxes'));
    assert(saved.some((name) => name.endsWith('.tif')));
  });

  it('11: one fax goes through page by page, the other one is stopped on demand', async () => {
    await isWritten('fax sent', 'page 1, page 2, page 3, succeeded');
    assert(!(await journal()).some(({ how }) => how?.endsWith('cancelled')), 'nobody has asked for a stop yet');
    await eventually('the other one has sent a page', async () => {
      const path = `/fax-sms/connections/${nodeOf('11', { type: 'fax-sms-connection' })}/items?list=sending`;
      const { items } = (await (await fetchAfresh(url + path)).json()) as { items: { reason?: string }[] };
      return items.some(({ reason }) => reason === 'transferring');
    });
    await post(`/inject/${nodeOf('11', { name: 'stop' })}`);
    await isWritten('fax sent', 'page 1, cancelled');
  });

  it('12: each fax lands in the folder of its number, one for an unknown number, too', async () => {
    await arrives('12', { kind: 'fax', to: '+15550100002' });
    await arrives('12', { kind: 'fax', to: '+15550100077' });
    for (const folder of ['office', 'accounts', 'unknown-number']) {
      const filed = async (): Promise<string[]> => readdir(join(userDir.path, 'faxes', folder));
      await eventually(`a fax is in ${folder}`, async () => (await filed()).length > 0);
      assert.equal((await filed()).length, 1);
    }
  });

  it('13: an SMS goes out and another one comes in', async () => {
    await arrives('13', { kind: 'sms', text: 'Hello' });
    await isWritten('SMS sent', 'delivered');
    await eventually('the SMS is in the journal', async () => (await journal()).some(({ text }) => text === 'Hello'));
    await shows('received');
  });

  it('14: a fax is a PDF, and closed once that has gone', async () => {
    await shows('sent, and done');
    const [name = ''] = await readdir(join(userDir.path, 'faxes-as-pdf'));
    assert.match(name, /\.pdf$/);
    const pdf = await readFile(join(userDir.path, 'faxes-as-pdf', name));
    assert.equal(await withPdf(pdf, ({ pages }) => pages), 2);
    await eventually('it is closed', async () => (await simulatorOf('14')).received === 1);
  });

  it('15: what is attached to an e-mail is faxed, and the answer says so', async () => {
    await shows('the answer');
    await eventually('it succeeded', () => {
      return Promise.resolve(log.some((line) => line.includes('Your fax: succeeded, pages: 1 of 1')));
    });
  });

  it('16: a file is faxed and lies with its result; what cannot be sent says why', async () => {
    const folder = join(userDir.path, 'fax-out');
    /** Once it is written to its end. */
    const lies = async (place: string, ending: string): Promise<Buffer> => {
      let bytes = Buffer.alloc(0);
      await eventually(`${ending} is in ${place}`, async () => {
        const name = (await readdir(join(folder, place))).find((one) => one.endsWith(ending));
        if (name !== undefined) bytes = await readFile(join(folder, place, name));
        return bytes.toString().endsWith('\n');
      });
      return bytes;
    };
    const says = async (place: string, ending: string): Promise<string> => (await lies(place, ending)).toString();
    assert.equal(await says('sent', 'sample.txt.result.txt'), 'succeeded, normal, pages: 1 of 1\n');
    const report = await lies('sent', 'sample.txt.report.pdf');
    assert.equal(await withPdf(report, ({ pages }) => pages), 1);
    await writeFile(join(folder, 'no number.pdf'), samplePdf({ pages: 1 }));
    await writeFile(join(folder, '+15005550011_part.pdf'), samplePdf({ pages: 3 }));
    // The service calls it a success; its pages were not countable without PDFium.
    await writeFile(join(folder, '+15005550007_three.pdf'), packedPdf(shownPages(5), { packTable: syncFlushed }));
    assert.match(await says('failed', 'no number.pdf.result.txt'), /number/i);
    assert.match(await says('failed', 'part.pdf.result.txt'), /^failed, \S+, pages: 2 of 3\n$/);
    assert.equal(await says('failed', 'three.pdf.result.txt'), 'failed, partial, pages: 3 of 5\n');
    assert.deepEqual((await readdir(folder)).sort(), ['failed', 'sending', 'sent']);
  });

  it('17: an open fax is on the page with its pictures, and its button closes it', async () => {
    await shows('to be looked at');
    const page = async (): Promise<string> => (await fetchAfresh(`${url}/fax-preview`)).text();
    const html = await page();
    const [, source = ''] = /<img src="([^"]+)"/.exec(html) ?? [];
    const picture = await fetchAfresh(`${url}/fax-preview${source.replaceAll('&amp;', '&')}`);
    assert.equal(picture.headers.get('content-type'), 'image/png');
    assert.equal(Buffer.from(await picture.arrayBuffer()).toString('latin1', 1, 4), 'PNG');
    const elsewhere = await fetchAfresh(`${url}/fax-preview`, { headers: { 'x-forwarded-for': '203.0.113.1' } });
    assert.equal(elsewhere.status, 403);

    const [, id = ''] = /value="([^"]+)"/.exec(html) ?? [];
    const done = await fetchAfresh(`${url}/fax-preview`, { method: 'POST', body: new URLSearchParams({ fax: id }) });
    assert.match(await done.text(), /There is none/);
    await eventually('it is closed', async () => (await simulatorOf('17')).received === 1);
  });

  it('20: whom the alarm has not reached is told of once, however many it has not reached', () => {
    const times = (name: string): number => log.filter((line) => line.includes(`[debug:${name}]`)).length;
    assert.deepEqual([times('reached'), times('the next person is reached')], [1, 1]);
  });

  it('21: a fax is told to whoever is on duty, which an SMS changes', async () => {
    await shows('the one on duty');
    await shows('fax done');
    const duty = (): Promise<string> => readFile(join(userDir.path, 'duty', 'number.txt'), 'utf8');
    assert.equal(await duty(), '+447700900001');
    await arrives('21', { kind: 'sms', from: '+447700900666', text: 'Duty, please' });
    await arrives('21', { kind: 'sms', from: '+447700900900', text: ' DUTY' });
    await eventually('another one is on duty', async () => (await duty()) === '+447700900900');
    await eventually('both SMS are done', () =>
      Promise.resolve(log.filter((line) => line.includes('[debug:SMS done]')).length >= 2),
    );
    assert.equal(await duty(), '+447700900900');
  });

  it('22: reminders go out once, answers are written down, and STOP is kept to', async () => {
    await shows('reminded');
    const read = (name: string): Promise<string> => readFile(join(userDir.path, 'reminders', name), 'utf8');
    await arrives('22', { kind: 'sms', from: '+447700900001', text: 'Yes, thank you' });
    await arrives('22', { kind: 'sms', from: '+447700900002', text: 'When?' });
    await arrives('22', { kind: 'sms', from: '+447700910001', text: 'STOP' });
    await eventually('they are written down', async () => {
      const answers = (await read('answers.jsonl')).trim().split('\n');
      const said = answers.map((line) => (JSON.parse(line) as { answer: string }).answer);
      return (
        said.includes('yes') && said.includes('When?') && (await read('opted-out.txt')).includes('+447700910001\n')
      );
    });
    assert(!(await read('answers.jsonl')).includes('STOP'));
    const jobs = async (...states: string[]): Promise<number> => {
      const line = `${url}/fax-sms/connections/${nodeOf('22', { type: 'fax-sms-connection' })}`;
      const lists = states.map(
        async (state) => (await (await fetchAfresh(`${line}/jobs?state=${state}`)).json()) as unknown[],
      );
      return (await Promise.all(lists)).flat().length;
    };
    await eventually('both reminders have ended', async () => (await jobs('finished')) === 2);
    await post(`/inject/${nodeOf('22', { name: 'remind' })}`);
    await eventually('it has been asked for again', () =>
      Promise.resolve(log.filter((line) => line.includes('[debug:reminded]')).length >= 3),
    );
    assert.equal(await jobs('queued', 'sending', 'accepted', 'unknown', 'finished'), 2, 'nobody is reminded twice');
  });

  it('keep their events in no other place', () => {
    assert.equal(existsSync(join(userDir.path, 'pushline', 'level')), store === 'folder');
  });

  it('leave no error in the log', () => {
    assert.deepEqual(
      log.filter((line) => line.includes('[error]')),
      [],
    );
  });
}
