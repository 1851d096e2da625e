import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Message } from '../../../nodes/runtime/node-red';
import { readTiff } from '../../../src/documents/tiff/read-tiff';
import type { FaxStatus } from '../../../src/domain/fax';
import { startEtherFaxSimulator, type EtherFaxSimulator } from '../../../src/simulator/etherfax/etherfax-simulator';
import { sampleFax } from '../../../src/documents/sample/sample-fax';
import { samplePdf } from '../../../src/documents/sample/sample-pdf';
import { eventually } from '../../support/eventually';
import {
  connectionNode,
  markNode,
  NodeRedRig,
  receiveNode,
  sinkNode,
  tab,
  type FlowNode,
} from '../../support/node-red';
import { faxSendNode } from '../../support/sending-nodes';

const DELIVERED = '+15005550001';

describe('fax-send', () => {
  let rig: NodeRedRig;
  let simulator: EtherFaxSimulator;
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'pushline-roots-'));
    simulator = await startEtherFaxSimulator({ stepMs: 5 });
    rig = await NodeRedRig.start({ pushline: { timeScale: 100, documentRoots: [folder] } });
  });

  afterEach(async () => {
    await rig.stop();
    await simulator.close();
    await rm(folder, { recursive: true });
  });

  const flow = (send: object = {}, ...more: FlowNode[]): FlowNode[] =>
    tab(
      faxSendNode('send', [['accepted'], ['finished']], send),
      ...['accepted', 'finished', 'completed', 'caught'].map(sinkNode),
      { id: 'complete', type: 'complete', scope: ['send'], uncaught: false, wires: [['completed']] },
      { id: 'catch', type: 'catch', scope: ['send'], uncaught: false, wires: [['caught']] },
      connectionNode('line-1', { baseUrl: simulator.baseUrl, pushUrl: simulator.pushUrl, country: '44' }),
      ...more,
    );

  const login = () => ({ 'line-1': { apiKey: simulator.account.apiKey, pushToken: simulator.pushToken } });

  async function load(send: object = {}, ...more: FlowNode[]): Promise<void> {
    await rig.load(flow(send, ...more), login());
    await rig.reached('send', 'connected');
  }

  const input = (message: object): void =>
    (rig.node('send') as unknown as { receive(message: object): void }).receive(message);
  const statusOf = (message: Message | undefined): FaxStatus => message?.payload as FaxStatus;

  const storedDocuments = (): Promise<string[]> => readdir(join(rig.userDir, 'pushline', 'documents')).catch(() => []);

  async function error(): Promise<{ code?: string; message: string }> {
    const [message] = await rig.got('caught', 1);
    return (message as { error: { code?: string; message: string } }).error;
  }

  it('replaces variables in what is entered, also inside a longer text, and names one that is not set', async () => {
    process.env.PUSHLINE_SPEC_NAME = 'letter';
    process.env.PUSHLINE_SPEC_SHAPE = '${PUSHLINE_SPEC_NAME}';
    try {
      await writeFile(join(folder, 'letter.tif'), sampleFax());
      const typed = { document: '${PUSHLINE_SPEC_NAME}.tif', documentType: 'str', reference: '${PUSHLINE_SPEC_SHAPE}' };
      const header = { header: 'from ${PUSHLINE_SPEC_GONE}', headerType: 'str' };
      await load({ ...typed, referenceType: 'str' }, faxSendNode('other', [[], []], { ...typed, ...header }));
      input({ to: DELIVERED });
      const [finished] = await rig.got('finished', 1);
      assert.equal(statusOf(finished).success, true);
      // What a variable holds is not read for variables.
      assert.equal(statusOf(finished).reference, '${PUSHLINE_SPEC_NAME}');
      (rig.node('other') as unknown as { receive(message: object): void }).receive({ to: DELIVERED });
      const isTold = () => rig.log.some((line) => /Header line: .*PUSHLINE_SPEC_GONE is not set/.test(line));
      await eventually('it is named', isTold);
    } finally {
      delete process.env.PUSHLINE_SPEC_NAME;
      delete process.env.PUSHLINE_SPEC_SHAPE;
    }
  });

  it('sends, completes, and tells acceptance and end with the message that began it', async () => {
    await load();
    input({ to: DELIVERED, payload: sampleFax(), reference: 'order 7', more: { kept: true }, idempotencyKey: 'k' });
    await rig.got('completed', 1);
    const [accepted] = await rig.got('accepted', 1);
    const [finished] = await rig.got('finished', 1);
    assert.equal(statusOf(accepted).state, 'accepted');
    const status = statusOf(finished);
    assert.deepEqual([status.state, status.final, status.success, status.cause], ['succeeded', true, true, 'normal']);
    assert.deepEqual([status.reference, status.to, status.direction, status.attempt], ['order 7', DELIVERED, 'out', 1]);
    assert.equal(status.id, finished?.topic);
    assert.equal(finished?.jobId, statusOf(accepted).id);
    assert.deepEqual(finished?.more, { kept: true });
    assert.equal('idempotencyKey' in (finished ?? {}), false);
    const event = finished?.event as { kind: string; redelivered: boolean };
    assert.deepEqual([event.kind, event.redelivered], ['fax.status', false]);
    assert.equal(simulator.jobs().length, 1);
    await rig.reached('send', 'connected');
  });

  it('takes a PDF, a file below a root, and several TIFFs as one fax', async () => {
    await load();
    await writeFile(join(folder, 'letter.tif'), sampleFax({ pages: 2 }));
    const documents = [
      samplePdf({ pages: 1 }),
      'letter.tif',
      [sampleFax(), { document: { data: sampleFax({ pages: 2 }) } }],
    ];
    for (const payload of documents) input({ to: DELIVERED, payload });
    const ends = await rig.got('finished', 3);
    assert.deepEqual(ends.map((end) => statusOf(end).totalPages).sort(), [1, 2, 3]);
    assert(ends.every((end) => statusOf(end).success));
  });

  it('faxes one document to a list, keeps it once, and knows the list when it comes again', async () => {
    await load();
    const message = { payload: sampleFax({ pages: 2 }), idempotencyKey: 'round' };
    input({ ...message, to: [DELIVERED, '+15005550021'] });
    const ends = await rig.got('finished', 2);
    assert.deepEqual(ends.map((end) => [statusOf(end).success, statusOf(end).pages]).flat(), [true, 2, true, 2]);
    assert.deepEqual(ends.map(({ parts, to }) => [(parts as { count: number; index: number }).index, to]).sort(), [
      [0, DELIVERED],
      [1, '+15005550021'],
    ]);
    assert.equal((await storedDocuments()).length, 1);
    // One of these is new, so that what was stored for it has to stay.
    input({ ...message, to: ['+15005550021', '+15005550031', DELIVERED] });
    await rig.got('finished', 5);
    assert.deepEqual(simulator.jobs().length, 3);
    await eventually('what nobody needs is gone', async () => (await storedDocuments()).length === 2);
    input({ ...message, to: [DELIVERED, '+15005550031'] });
    await rig.got('finished', 7);
    await eventually('what nobody needs is gone', async () => (await storedDocuments()).length === 2);
    assert.equal(simulator.jobs().length, 3);
  });

  it('tells what a fax costs, puts a cover page before it, and reports its end on a page', async () => {
    await load({ report: 'picture' });
    input({ to: DELIVERED, payload: [sampleFax(), { text: 'Grüße' }], cover: { to: 'Dr. Müller', subject: 'Befund' } });
    const [accepted] = await rig.got('accepted', 1);
    const { pages, bytes, seconds } = accepted?.fax as { pages: number; bytes: number; seconds: number };
    assert.equal(pages, 3);
    assert.ok(bytes > 1000 && seconds > 20);
    const [finished] = await rig.got('finished', 1);
    assert.deepEqual([statusOf(finished).totalPages, statusOf(finished).success], [3, true]);
    assert.equal((finished?.report as Buffer).toString('latin1', 0, 5), '%PDF-');
    input({ to: DELIVERED, payload: sampleFax(), cover: 'a page' });
    assert.match((await error()).message, /Cover page: must be an object/);
  });

  it('sends what it was given, whatever another branch of the flow then writes into the same Buffer', async () => {
    await rig.load(flow(), login());
    const payload = sampleFax();
    input({ to: DELIVERED, payload });
    // The branch beside this one gets its turn.
    setImmediate(() => payload.fill(0));
    const [end] = await rig.got('finished', 1);
    assert.deepEqual(await readFile(statusOf(end).document?.path ?? ''), sampleFax());
    assert.equal(statusOf(end).success, true);
  });

  it('tells of several TIFFs all that was sent, so that the status can be sent on whole', async () => {
    await load();
    const payload = [sampleFax(), sampleFax({ pages: 2 })];
    input({ to: DELIVERED, payload, idempotencyKey: 'parts' });
    const [first] = await rig.got('finished', 1);
    const { document, totalPages } = statusOf(first);
    const sent = await readFile(document?.path ?? '');
    assert.deepEqual([totalPages, readTiff(sent).length, document?.size], [3, 3, sent.length]);
    input({ to: DELIVERED, payload: statusOf(first) });
    const [, second] = await rig.got('finished', 2);
    assert.deepEqual([statusOf(second).totalPages, statusOf(second).document?.sha256], [3, document?.sha256]);
    input({ to: DELIVERED, payload, idempotencyKey: 'parts' });
    const [, , third] = await rig.got('finished', 3);
    assert.equal(statusOf(third).id, statusOf(first).id);
    assert.equal(simulator.jobs().length, 2);
    assert.equal(rig.messages('caught').length, 0);
  });

  it('sends a burst in the order in which it came, however long each document takes to read', async () => {
    await load({
      reference: '($slow := $reduce([1..delay], function($i, $j) { $i + $j }); "n" & n)',
      referenceType: 'jsonata',
    });
    await writeFile(join(folder, 'long.tif'), sampleFax({ pages: 20 }));
    for (let n = 0; n < 8; n += 1) {
      const payload = n % 2 === 0 ? 'long.tif' : sampleFax();
      input({ to: `+1500555000${n % 2 === 0 ? 1 : 9}`, payload, n, delay: (8 - n) * 200 });
    }
    const accepted = await rig.got('accepted', 8);
    assert.deepEqual(
      accepted.map(({ n }) => n),
      [0, 1, 2, 3, 4, 5, 6, 7],
    );
  });

  it('goes on showing how the last fax ended, and that a message was refused', async () => {
    await load();
    const shows = (fill: string, text: RegExp) =>
      eventually(`it is ${fill}`, () => {
        const status = rig.status('send');
        return status?.fill === fill && text.test(status.text);
      });
    input({ to: DELIVERED, payload: sampleFax() });
    await rig.got('finished', 1);
    await shows('green', /outcome\.succeeded-page/);
    input({ to: '+15005550008', payload: sampleFax() });
    await rig.got('finished', 2);
    await shows('red', /outcome\.failed-cause/);
    input({ to: DELIVERED, payload: sampleFax() });
    await rig.got('finished', 3);
    await shows('green', /outcome\.succeeded/);
    input({ payload: sampleFax() });
    await error();
    await shows('red', /outcome\.refused-input/);
  });

  it('keeps the topic of a message that has one', async () => {
    await load();
    input({ to: DELIVERED, payload: sampleFax(), topic: 'invoices' });
    input({ to: DELIVERED, payload: sampleFax(), topic: '' });
    const ends = await rig.got('finished', 2);
    const [named, unnamed] = [
      ends.find(({ topic }) => topic === 'invoices'),
      ends.find(({ topic }) => topic !== 'invoices'),
    ];
    assert.equal(named?.jobId, statusOf(named).id);
    assert.equal(unnamed?.topic, statusOf(unnamed).id);
  });

  it('completes a national number by the country, and takes a number as it is in a message', async () => {
    await load({ to: 'payload.number', toType: 'msg', document: 'doc', documentType: 'msg' });
    input({ payload: { number: 2079460001 }, doc: sampleFax() });
    await rig.got('finished', 1);
    assert.equal(simulator.jobs()[0]?.dialNumber, '+442079460001');
  });

  it('completes a national number by the country of the account where no country code is set', async () => {
    const nodes = flow().map((node) => (node.id === 'line-1' ? { ...node, country: '' } : node));
    await rig.load(nodes, login());
    input({ to: '(202) 555-0001', payload: sampleFax() });
    await rig.got('accepted', 1);
    assert.equal(simulator.jobs()[0]?.dialNumber, '+12025550001');
  });

  it('redials a busy number and lists the calls', async () => {
    await load();
    input({ to: '+15005550004', payload: sampleFax() });
    await rig.showed('send', 'progress.redial');
    const [end] = await rig.got('finished', 1);
    const { attempt, history, success } = statusOf(end);
    assert.deepEqual([attempt, success], [2, true]);
    assert.deepEqual(
      history?.map(({ cause }) => cause),
      ['busy', 'normal'],
    );
  });

  for (const idempotencyKey of [{}, true, [1], '', Number.NaN]) {
    it(`refuses ${JSON.stringify(idempotencyKey)} for a key (${typeof idempotencyKey}), and leaves no document behind`, async () => {
      await load();
      input({ to: DELIVERED, payload: sampleFax(), idempotencyKey });
      assert.equal((await error()).code, 'PUSHLINE_BAD_INPUT');
      assert.match((await error()).message, /idempotencyKey/);
      assert.deepEqual(await storedDocuments(), []);
      assert.equal(simulator.jobs().length, 0);
    });
  }

  it('takes a number for a key, and null for none', async () => {
    await load();
    for (const idempotencyKey of [7, '7', null, undefined])
      input({ to: DELIVERED, payload: sampleFax(), idempotencyKey });
    await rig.got('finished', 4);
    assert.equal(simulator.jobs().length, 3);
  });

  for (const [what, message, code] of [
    ['no number', { payload: sampleFax() }, 'PUSHLINE_BAD_INPUT'],
    ['a number that can be none', { to: 'reception', payload: sampleFax() }, 'PUSHLINE_BAD_INPUT'],
    ['a number too long', { to: '+1234567890123456', payload: sampleFax() }, 'PUSHLINE_BAD_INPUT'],
    ['no document', { to: DELIVERED }, 'PUSHLINE_BAD_DOCUMENT'],
    ['an empty document', { to: DELIVERED, payload: Buffer.alloc(0) }, 'PUSHLINE_BAD_DOCUMENT'],
    ['a text for a document', { to: DELIVERED, payload: Buffer.from('hello') }, 'PUSHLINE_BAD_DOCUMENT'],
    ['a damaged PDF', { to: DELIVERED, payload: samplePdf({}).subarray(0, 200) }, 'PUSHLINE_BAD_DOCUMENT'],
    ['a missing file', { to: DELIVERED, payload: 'nothing.pdf' }, undefined],
    ['a path outside', { to: DELIVERED, payload: '/etc/passwd' }, undefined],
    ['a path that climbs', { to: DELIVERED, payload: '../../etc/passwd' }, undefined],
    ['no job to cancel', { cancel: 'a'.repeat(24) }, 'PUSHLINE_CANCEL'],
    ['nothing to decide', { decide: 'sent', jobId: 'a'.repeat(24) }, 'PUSHLINE_DECIDE'],
    ['a decision that is none', { decide: 'perhaps', jobId: 'a'.repeat(24) }, 'PUSHLINE_DECIDE'],
  ] as [string, object, string | undefined][]) {
    it(`refuses ${what} before anything is sent, and names neither number nor path`, async () => {
      await load();
      input(message);
      const told = await error();
      assert(code === undefined ? /^PUSHLINE_BAD_/.test(told.code ?? '') : told.code === code, told.code);
      assert.equal(/\d{6}|passwd|nothing\.pdf|reception/.test(told.message), false, told.message);
      assert.equal(simulator.requests()['outbox.send'] ?? 0, 0);
      assert.equal(rig.messages('completed').length, 0);
    });
  }

  it('refuses a station id that is too long, and an unset variable by its name', async () => {
    await load({ stationId: 'x'.repeat(22) });
    input({ to: DELIVERED, payload: sampleFax() });
    assert.equal((await error()).code, 'PUSHLINE_BAD_INPUT');
    await rig.deploy(flow({ header: 'PUSHLINE_UNSET_HEADER', headerType: 'env' }), 'full', login());
    await rig.reached('send', 'connected');
    input({ to: DELIVERED, payload: sampleFax() });
    const [, second] = await rig.got('caught', 2);
    const { code, message } = (second as { error: { code: string; message: string } }).error;
    assert.deepEqual([code, message.includes('PUSHLINE_UNSET_HEADER')], ['PUSHLINE_CONFIG', true]);
  });

  it('makes one job of two messages with one key, and tells both', async () => {
    await load();
    const message = { to: DELIVERED, payload: sampleFax(), idempotencyKey: 'order-7' };
    input({ ...message, n: 1 });
    input({ ...message, n: 2 });
    const ends = await rig.got('finished', 2);
    assert.deepEqual(ends.map(({ n }) => n).sort(), [1, 2]);
    assert.equal(simulator.jobs().length, 1);
    input({ ...message, to: '+15005550002' });
    assert.equal((await error()).code, 'PUSHLINE_KEY_CONFLICT');
  });

  it('cancels a job that waits: its own output 2 tells', async () => {
    await load();
    // No fax machine: it waits longer than after any other cause.
    input({ to: '+15005550009', payload: sampleFax() });
    const [accepted] = await rig.got('accepted', 1);
    await rig.showed('send', 'progress.redial');
    input({ cancel: accepted?.jobId });
    const [end] = await rig.got('finished', 1);
    assert.deepEqual([statusOf(end).state, statusOf(end).success], ['cancelled', false]);
    assert.equal(rig.messages('finished').length, 1);
  });

  it('goes on across a deploy, and reports the end to the node that comes back', async () => {
    await load();
    input({ to: '+15005550004', payload: sampleFax(), n: 7 });
    await rig.got('accepted', 1);
    await rig.deploy(flow({ name: 'changed' }), 'full', login());
    const [end] = await rig.got('finished', 1);
    assert.deepEqual([statusOf(end).success, end?.n], [true, 7]);
  });

  it('holds the queue where the login is refused for sending, and says so', async () => {
    await load();
    simulator.faults.set({ action: 'outbox.send', status: 402, times: 1 });
    input({ to: DELIVERED, payload: sampleFax() });
    await rig.showed('send', 'status.held-no-credit');
    assert.equal(rig.messages('caught').length, 0);
    // Whoever deploys may have mended it.
    await rig.deploy(flow({ name: 'mended' }), 'full', login());
    const [end] = await rig.got('finished', 1);
    assert.equal(statusOf(end).success, true);
    assert.equal(simulator.jobs().length, 1);
  });

  it('forwards a received fax, whose event stays, so that it can be marked behind it', async () => {
    await rig.load(
      tab(
        faxSendNode('send', [[], ['mark']], { to: DELIVERED, toType: 'str' }),
        receiveNode('in', ['send'], { output: 'file' }),
        markNode('mark', ['marked']),
        sinkNode('marked'),
        connectionNode('line-1', { baseUrl: simulator.baseUrl, pushUrl: simulator.pushUrl }),
      ),
      login(),
    );
    simulator.inject({ pages: 2 });
    const [marked] = await rig.got('marked', 1);
    assert.equal((marked?.event as { kind: string }).kind, 'fax.received');
    assert.equal(statusOf(marked).success, true);
  });
});
