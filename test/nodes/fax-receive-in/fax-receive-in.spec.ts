import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { startEtherFaxSimulator, type EtherFaxSimulator } from '../../../src/simulator/etherfax/etherfax-simulator';
import type { FaxReceived } from '../../../src/domain/fax';
import { sampleFax } from '../../../src/documents/sample/sample-fax';
import { eventually } from '../../support/eventually';
import { TIFF } from '../../support/events';
import { connectionNode, NodeRedRig, receiveNode, sinkNode, tab } from '../../support/node-red';

const ISO = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

describe('fax-receive-in', () => {
  let rig: NodeRedRig;
  let simulator: EtherFaxSimulator;

  beforeEach(async () => {
    simulator = await startEtherFaxSimulator();
    rig = await NodeRedRig.start();
  });

  afterEach(async () => {
    await rig.stop();
    await simulator.close();
  });

  const credentials = () => ({ 'line-1': { apiKey: simulator.account.apiKey, pushToken: simulator.pushToken } });
  const line = (more: object = {}) =>
    connectionNode('line-1', { baseUrl: simulator.baseUrl, pushUrl: simulator.pushUrl, ...more });

  function inject(): string {
    return simulator.inject({
      ...{ from: '+15550100099', to: '+15550100001', remoteId: 'STATION 7', pages: 3 },
      ...{ document: TIFF, deliver: 'push' },
    });
  }

  it('filters by a number with a variable in it, and takes nothing where that is not set', async () => {
    process.env.PUSHLINE_SPEC_DIGITS = '0100001';
    try {
      const filtered = (number: string) => tab(receiveNode('in-1', ['sink-1'], { number }), sinkNode('sink-1'), line());
      await rig.load(filtered('+1555${PUSHLINE_SPEC_DIGITS}'), credentials());
      await rig.reached('in-1', 'connected');
      inject();
      await rig.got('sink-1', 1);
      await rig.deploy(filtered('+1555${PUSHLINE_SPEC_GONE}'), 'full');
      await eventually('it is told', () => rig.log.some((text) => /Own number: .*SPEC_GONE is not set/.test(text)));
    } finally {
      delete process.env.PUSHLINE_SPEC_DIGITS;
    }
  });

  async function one(output: string) {
    await rig.load(tab(receiveNode('in-1', ['sink-1'], { output }), sinkNode('sink-1'), line()), credentials());
    await rig.reached('in-1', 'connected');
    const id = inject();
    const [message] = await rig.got('sink-1', 1);
    assert(message);
    return { id, message, filename: filenameOf(id, message) };
  }

  function filenameOf(id: string, message: Record<string, unknown>): string {
    const hash = createHash('sha256').update(`etherfax:efax-0000-0000:fax.received:${id}`).digest('hex').slice(0, 12);
    const { occurredAt } = message.event as { occurredAt: string };
    return `fax-${occurredAt.slice(0, 19).replace(/[-:]/g, '').replace('T', '-')}-${hash}.tif`;
  }

  const detailsOf = (id: string, receivedAt: unknown) => ({
    ...{ id, providerId: id, from: '+15550100099', to: '+15550100001', remoteId: 'STATION 7', receivedAt },
    ...{ pages: 3, seconds: 60, speed: 14_400 },
  });
  const infoOf = (filename: string) => ({
    ...{ type: 'image/tiff', filename, size: TIFF.length },
    sha256: createHash('sha256').update(TIFF).digest('hex'),
  });

  it('sends the record with the document’s bytes', async () => {
    const { id, message, filename } = await one('record');
    const { event, _msgid: _, ...rest } = message as typeof message & { event: Record<string, unknown> };
    assert.deepEqual(rest, {
      topic: '+15550100001',
      payload: { ...detailsOf(id, event.occurredAt), document: { ...infoOf(filename), data: TIFF } },
    });
  });

  it('shows what is in its flow, in yellow once that took too long, in red once it is dead', async () => {
    const slow = { redeliverMinutes: '0.5', maxAttempts: '2' };
    await rig.load(tab(receiveNode('in-1', ['sink-1']), sinkNode('sink-1'), line(slow)), credentials());
    await rig.reached('in-1', 'connected');
    inject();
    const shows = (fill: string, text: RegExp) =>
      eventually(`it is ${fill}`, () =>
        (rig.statuses.get('in-1') ?? []).some((status) => status.fill === fill && text.test(status.text)),
      );
    await shows('green', /count\.in-flow/);
    await shows('yellow', /count\.overdue/);
    await shows('red', /count\.dead/);
    const status = await rig.reached('in-1', 'error');
    assert.equal(status.text.includes('+1'), false);
    const [dead] = (await rig.admin().get('/fax-sms/connections/line-1/events?state=dead')).body as { key: string }[];
    await rig.admin().post('/fax-sms/connections/line-1/actions').send({ action: 'complete', key: dead?.key });
    await rig.reached('in-1', 'connected');
  });

  it('says in msg.event where it came from, and keeps the provider’s own fields without bytes', async () => {
    const { id, message } = await one('record');
    const { raw, storedAt, occurredAt, source, ...event } = message.event as Record<string, unknown>;
    assert.deepEqual(event, {
      ...{ key: `etherfax:efax-0000-0000:fax.received:${id}`, kind: 'fax.received', provider: 'etherfax' },
      ...{ connection: 'line-1', connectionName: 'Line of line-1' },
      ...{ attempt: 1, redelivered: false },
    });
    assert(source === 'push' || source === 'poll', 'whichever was first');
    assert.match(String(storedAt), ISO);
    assert.match(String(occurredAt), ISO);
    const fields = raw as Record<string, unknown>;
    assert.equal(fields.CallingNumber, '+15550100099');
    assert.equal(fields.FaxImage, undefined);
    assert(!JSON.stringify(raw).includes(TIFF.toString('base64')));
  });

  it('sends the record with a path and no bytes', async () => {
    const { id, message, filename } = await one('file');
    const payload = message.payload as { document: { path: string } };
    const { path, ...document } = payload.document;
    assert.deepEqual(
      { ...payload, document },
      {
        ...detailsOf(id, (message.event as { occurredAt: string }).occurredAt),
        document: infoOf(filename),
      },
    );
    assert(path.endsWith(`/${filename}`));
    assert.deepEqual(await readFile(path), TIFF);
  });

  it('sends the bytes as the payload, the record without them, and a safe filename', async () => {
    const { id, message, filename } = await one('document');
    const { event, _msgid: _, ...rest } = message as typeof message & { event: Record<string, unknown> };
    assert.deepEqual(rest, {
      topic: '+15550100001',
      payload: TIFF,
      fax: { ...detailsOf(id, event.occurredAt), document: infoOf(filename) },
      filename,
    });
  });

  async function converted(document: Buffer, properties: object) {
    const node = receiveNode('in-1', ['sink-1'], { version: 2, ...properties });
    await rig.load(tab(node, sinkNode('sink-1'), line()), credentials());
    await rig.reached('in-1', 'connected');
    simulator.inject({ document, deliver: 'push' });
    const [message] = await rig.got('sink-1', 1);
    assert(message);
    return message as { payload: unknown; filename?: string; fax?: FaxReceived };
  }

  it('sends a PDF where nothing else is set, and tells where the fax is as it came', async () => {
    const tiff = sampleFax({ pages: 2 });
    const { payload, filename, fax } = await converted(tiff, { output: undefined, format: undefined });
    assert(Buffer.isBuffer(payload) && payload.subarray(0, 5).toString() === '%PDF-');
    assert.match(filename ?? '', /^fax-.*\.pdf$/);
    assert.deepEqual([fax?.document.type, fax?.document.filename, fax?.document.data], ['application/pdf', filename, undefined]); // prettier-ignore
    assert.deepEqual(await readFile(fax?.original?.path ?? ''), tiff);
  });

  it('sends a list of pictures as the payload, and the record without them', async () => {
    const { payload, filename, fax } = await converted(sampleFax({ pages: 2 }), { output: 'document', format: 'png' });
    assert(Array.isArray(payload) && payload.length === 2);
    assert(payload.every((page) => Buffer.isBuffer(page) && page.subarray(1, 4).toString() === 'PNG'));
    assert.match(filename ?? '', /^fax-.*\.png$/);
    assert.deepEqual([fax?.images, fax?.document.data, fax?.document.type], [undefined, undefined, 'image/tiff']);
  });

  it('sends the paths of pictures in the record', async () => {
    const { payload } = await converted(sampleFax({ pages: 2 }), { output: 'file', format: 'png' });
    const { images = [], document } = payload as FaxReceived;
    assert.deepEqual([images.length, document.type, document.data], [2, 'image/tiff', undefined]);
    for (const image of images) assert.equal((await readFile(image)).subarray(1, 4).toString(), 'PNG');
  });

  it('sends a fax as it came that cannot be converted, with the reason, under a name that fits', async () => {
    const { payload, filename, fax } = await converted(TIFF, { output: 'document', format: 'pdf' });
    assert.deepEqual(payload, TIFF);
    assert.match(filename ?? '', /\.tif$/);
    assert.match(fax?.document.convertError ?? '', /damaged/);
  });

  it('takes only faxes to its numbers, national ones completed by the connection’s country', async () => {
    await rig.load(
      tab(
        receiveNode('in-1', ['sink-1'], { number: '5550100001' }),
        receiveNode('in-2', ['sink-2'], { number: '+1555010*' }),
        receiveNode('in-3', ['sink-3'], { number: '+15550100002, +15550100003' }),
        ...['sink-1', 'sink-2', 'sink-3'].map(sinkNode),
        line({ country: '1' }),
      ),
      credentials(),
    );
    await rig.reached('in-1', 'connected');
    simulator.inject({ to: '+15550100001' });
    simulator.inject({ to: '+15550100002' });
    await rig.got('sink-2', 2);
    await rig.got('sink-1', 1);
    await rig.got('sink-3', 1);
    assert.deepEqual(
      [rig.messages('sink-1')[0]?.topic, rig.messages('sink-3')[0]?.topic],
      ['+15550100001', '+15550100002'],
    );
  });

  it('takes a filter in every spelling, also with wildcards', async () => {
    const filters = ['06*', '0039*', '+39 (0)6*', '+39 (06) 6981 2345'];
    await rig.load(
      tab(
        ...filters.map((number, index) => receiveNode(`in-${index}`, [`sink-${index}`], { number })),
        receiveNode('other', ['none'], { number: '+3966*, 02*, +0039 06 6981 2345' }),
        ...[...filters.keys()].map((index) => sinkNode(`sink-${index}`)),
        ...[sinkNode('none'), line({ country: '39' })],
      ),
      credentials(),
    );
    await rig.reached('in-0', 'connected');
    simulator.inject({ to: '+390669812345' });
    for (const index of filters.keys()) {
      const [message] = await rig.got(`sink-${index}`, 1);
      assert.equal(message?.topic, '+390669812345');
    }
    assert.equal(rig.messages('none').length, 0);
    const warnings = rig.log.filter((line) => /Own number/.test(line));
    assert.deepEqual(warnings, ['"Own number: no country code begins with 0"']);
  });

  it('gives each node a message of its own', async () => {
    await rig.load(
      tab(
        receiveNode('in-1', ['sink-1']),
        receiveNode('in-2', ['sink-2']),
        sinkNode('sink-1'),
        sinkNode('sink-2'),
        line(),
      ),
      credentials(),
    );
    inject();
    const [[first], [second]] = [await rig.got('sink-1', 1), await rig.got('sink-2', 1)];
    assert(first && second);
    assert.notEqual(first.payload, second.payload);
    assert.deepEqual(first.payload, second.payload);
    assert.notEqual(first._msgid, second._msgid);
  });

  it('keeps a fax while its output has no wire, and offers it as new when one is drawn', async () => {
    const unwired = tab(receiveNode('in-1', []), sinkNode('sink-1'), line());
    await rig.load(unwired, credentials());
    await rig.reached('in-1', 'connected');
    inject();
    await waits(1);
    await rig.deploy(tab(receiveNode('in-1', ['sink-1']), sinkNode('sink-1'), line()), 'nodes', credentials());
    const [message] = await rig.got('sink-1', 1);
    const { attempt, redelivered } = message?.event as { attempt: number; redelivered: boolean };
    assert.deepEqual({ attempt, redelivered }, { attempt: 1, redelivered: false });
  });

  async function waits(count: number): Promise<void> {
    await eventually(`${count} wait`, async () => {
      const { body } = await rig.admin().get('/fax-sms/connections/line-1');
      return (body as { counts?: { parked: number } }).counts?.parked === count;
    });
  }

  it('closes by itself where it is set to automatic', async () => {
    await rig.load(
      tab(receiveNode('in-1', ['sink-1'], { complete: 'auto' }), sinkNode('sink-1'), line()),
      credentials(),
    );
    inject();
    await rig.got('sink-1', 1);
    await eventually('the provider knows', () => simulator.received().length === 1);
  });

  it('reports a fax that nobody ever closed to a Catch node, once, with its record', async () => {
    await rig.load(
      tab(
        receiveNode('in-1', ['sink-1']),
        sinkNode('sink-1'),
        { id: 'catch-1', type: 'catch', scope: null, wires: [['sink-2']] },
        sinkNode('sink-2'),
        line({ redeliverMinutes: '0.05', maxAttempts: '2' }),
      ),
      credentials(),
    );
    await rig.reached('in-1', 'connected');
    const id = inject();
    const [message] = await rig.got('sink-2', 1);
    const { error, payload } = message as { error: { code?: string; message: string }; payload: { id: string } };
    assert.equal(error.code, 'PUSHLINE_DEAD_EVENT');
    assert.equal(payload.id, id);
    assert.deepEqual(
      rig.messages('sink-1').map(({ event }) => (event as { attempt: number }).attempt),
      [1, 2],
    );
  });
});
