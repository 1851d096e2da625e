import assert from 'node:assert/strict';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isFaxTiff } from '../../src/documents/outgoing/fax-tiff';
import { readTiff } from '../../src/documents/tiff/read-tiff';
import { TAG } from '../../src/documents/tiff/tags';
import type { FaxReceived, FaxStatus } from '../../src/domain/fax';
import type { SmsReceived, SmsStatus } from '../../src/domain/sms';
import { pngFile } from '../documents/outgoing/pictures';
import { fetchAfresh } from '../support/fetch-afresh';
import { freePort } from '../support/free-port';
import { eventually } from './support/eventually';
import { readJsonLines } from './support/json-lines';
import { RestartingNodeRed } from './support/restarting-node-red';
import { makeUserDir, type UserDir } from './support/user-dir';

interface Told {
  at: string;
  topic: string;
  payload: unknown;
}

describe('Aculab Cloud in a real Node-RED', () => {
  let userDir: UserDir;
  let nodeRed: RestartingNodeRed;
  let file: string;

  before(async () => {
    userDir = await makeUserDir(
      (path) => `pushline: { timeScale: 10, documentRoots: [${JSON.stringify(join(path, 'out'))}] }`,
    );
    const folder = join(userDir.path, 'out');
    await mkdir(folder);
    file = join(folder, 'told.jsonl');
    await writeFile(join(folder, 'photo.png'), pngFile(800, 1000, 128));
    await userDir.writeFlows(flow());
    nodeRed = new RestartingNodeRed(userDir.path, await freePort());
    await nodeRed.start();
  });

  after(async () => {
    await nodeRed.end('SIGTERM');
    await userDir.remove();
  });

  const node = (id: string, type: string, more: object, wires: string[][] = [[]]): object => {
    return { id, type, z: 'tab', x: 100, y: 100, ...more, wires };
  };
  const func = (id: string, code: string, next: string[]): object => {
    return node(id, 'function', { func: code, outputs: 1, noerr: 0, initialize: '', finalize: '', libs: [] }, [next]);
  };
  const note = (at: string, next: string[] = []): object =>
    func(
      at,
      `msg.filename = ${JSON.stringify(file)}; msg.original = msg.payload;
       msg.payload = JSON.stringify({ at: '${at}', topic: msg.topic, payload: msg.payload }); return msg;`,
      ['append', ...next],
    );
  const typed = (properties: Record<string, [string, string]>): object =>
    Object.fromEntries(
      Object.entries(properties).flatMap(([name, [value, type]]) => [
        [name, value],
        [`${name}Type`, type],
      ]),
    );

  function flow(): object[] {
    const start = { props: [], repeat: '', crontab: '', once: true, onceDelay: '2', topic: '' };
    return [
      { id: 'tab', type: 'tab', label: 'aculab' },
      {
        id: 'line',
        type: 'fax-sms-connection',
        name: 'Aculab',
        provider: 'aculab',
        simulator: true,
        pollSeconds: '10',
      },
      node('fax-in', 'fax-receive-in', { connection: 'line', number: '', complete: 'manual', output: 'file' }, [
        ['fax'],
      ]),
      note('fax', ['mark']),
      node('status-in', 'fax-status-in', { connection: 'line', direction: 'both', finalOnly: false }, [['status']]),
      note('status'),
      node('start', 'inject', start, [['fax-send', 'sms-send']]),
      node(
        'fax-send',
        'fax-send',
        {
          ...{ connection: 'line', timezone: '', attempts: '3', quality: 'fine', greys: 'photo', giveUpMinutes: '60' },
          ...typed({ to: ['+15005550001', 'str'], document: ['photo.png', 'str'], from: ['+15550100001', 'str'] }),
          ...typed({ header: ['', 'str'], stationId: ['', 'str'], reference: ['', 'str'] }),
        },
        [['accepted'], ['sent']],
      ),
      note('accepted'),
      note('sent'),
      node('sms-in', 'sms-push-in', { connection: 'line', number: '', complete: 'manual', enrich: false }, [
        ['sms', 'mark'],
        [],
        [],
        [],
      ]),
      note('sms'),
      node(
        'sms-send',
        'sms-send',
        {
          ...{ connection: 'line', characterset: 'Auto', validity: '0', giveUpMinutes: '60' },
          ...typed({ to: ['+447700900001', 'str'], text: ['On its way', 'str'], from: ['+447700900500', 'str'] }),
          ...typed({ sendAt: ['', 'str'], reference: ['', 'str'] }),
        },
        [[], ['sms-sent']],
      ),
      note('sms-sent'),
      node('mark', 'mark-received', { connection: '', then: 'delete' }, [['marked']]),
      note('marked'),
      node('catch', 'catch', { scope: null, uncaught: false }, [['failed']]),
      func(
        'failed',
        `msg.filename = ${JSON.stringify(file)}; msg.payload = JSON.stringify({ at: 'error', topic: '', payload: msg.error }); return msg;`,
        ['append'],
      ),
      node('append', 'file', {
        ...{ filename: 'filename', filenameType: 'msg', appendNewline: true, overwriteFile: 'false', createDir: true },
      }),
    ];
  }

  async function told(at: string): Promise<Told[]> {
    const all = await readJsonLines<Told>(file);
    assert.deepEqual(
      all.filter((one) => one.at === 'error'),
      [],
    );
    return all.filter((one) => one.at === at);
  }

  async function first(at: string): Promise<Told> {
    await eventually(`${at} is told`, async () => (await told(at)).length > 0);
    const [one] = await told(at);
    assert(one);
    return one;
  }

  /** A status comes by itself, before or after what is told of the fax elsewhere. */
  function statusIsTold(what: string, holds: (status: FaxStatus) => boolean): Promise<void> {
    return eventually(what, async () => (await told('status')).some(({ payload }) => holds(payload as FaxStatus)));
  }

  async function inject(item: object): Promise<void> {
    const response = await fetchAfresh(`http://127.0.0.1:${nodeRed.port}/fax-sms/connections/line/inject`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(item),
    });
    assert.equal(response.status, 200, await response.text());
  }

  it('brings a fax page by page, decrypted, and closes it when the flow says so', async () => {
    const fax = (await first('fax')).payload as FaxReceived;
    assert.equal(fax.document.type, 'image/tiff');
    const bytes = await readFile(fax.document.path ?? '');
    assert.equal(bytes.subarray(0, 2).toString('latin1'), 'II');
    await first('marked');
    await statusIsTold('it is coming in', ({ direction, state }) => direction === 'in' && state === 'transferring');
    await statusIsTold(
      'it is there',
      ({ direction, final, success }) => direction === 'in' && final && success === true,
    );
  });

  it('sends a photo as a fax when its call asks for it, and tells each page and the end', async () => {
    const end = (await first('sent')).payload as FaxStatus;
    assert.deepEqual([end.document?.type, end.pages, end.totalPages], ['image/tiff', 1, 1]);
    const [page] = readTiff(await readFile(end.document?.path ?? ''));
    assert(page && isFaxTiff(page));
    assert.deepEqual(page.tags.get(TAG.imageWidth), [1728]);
    const pieces = page.pieces.reduce((sum, { length }) => sum + length, 0);
    assert(pieces > 10_000, 'its greys are dots, not all black or all white');
    assert.deepEqual([end.state, end.cause, end.success], ['succeeded', 'normal', true]);
    await first('accepted');
    await statusIsTold('its page is told', ({ id, state }) => id === end.id && state === 'transferring');
  });

  it('brings an SMS to the character, and sends one with its receipt', async () => {
    await inject({ kind: 'sms', text: '  Bring it,\nplease 😀 ' });
    const sms = (await first('sms')).payload as SmsReceived;
    assert.equal(sms.text, '  Bring it,\nplease 😀 ');
    const end = (await first('sms-sent')).payload as SmsStatus;
    assert.equal(end.state, 'delivered');
  });
});
