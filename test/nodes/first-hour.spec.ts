import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Message } from '../../nodes/runtime/node-red';
import type { FaxStatus } from '../../src/domain/fax';
import type { SmsStatus } from '../../src/domain/sms';
import { startEsendexSimulator, type EsendexSimulator } from '../../src/simulator/esendex/esendex-simulator';
import { startEtherFaxSimulator, type EtherFaxSimulator } from '../../src/simulator/etherfax/etherfax-simulator';
import { samplePdf } from '../../src/documents/sample/sample-pdf';
import { dragged } from '../support/dragged';
import { eventually } from '../support/eventually';
import { connectionNode, NodeRedRig, sinkNode, tab, type FlowNode } from '../support/node-red';

/** The six flows that a new user builds from empty, with every node as it is when dragged in. */
describe('the first flows of a new user', () => {
  let rig: NodeRedRig;
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'pushline-first-'));
    rig = await NodeRedRig.start({ pushline: { timeScale: 100, documentRoots: [folder] } });
  });
  afterEach(async () => {
    await rig.stop();
    await rm(folder, { recursive: true });
  });

  const receive = (id: string, message: object): void =>
    (rig.node(id) as unknown as { receive(message: object): void }).receive(message);

  const file = (id: string, wires: string[], more: object): FlowNode => ({
    ...{ id, type: 'file', filename: 'filename', filenameType: 'msg', appendNewline: false, createDir: false },
    ...{ overwriteFile: 'true', encoding: 'none', wires: [wires], ...more },
  });
  const rules = (id: string, property: string, values: (string | { t: string })[], wires: string[][]): FlowNode => ({
    ...{ id, type: 'switch', property, propertyType: 'msg', checkall: 'false', repair: false },
    rules: values.map((value) => (typeof value === 'string' ? { t: 'eq', v: value, vt: 'str' } : value)),
    ...{ outputs: values.length, wires },
  });
  const change = (id: string, set: Record<string, [string, string]>, wires: string[]): FlowNode => ({
    ...{ id, type: 'change', wires: [wires] },
    rules: Object.entries(set).map(([p, [to, tot]]) => ({ t: 'set', p, pt: 'msg', to, tot })),
  });

  describe('by fax', () => {
    let simulator: EtherFaxSimulator;
    beforeEach(async () => {
      simulator = await startEtherFaxSimulator({ stepMs: 5 });
    });
    afterEach(() => simulator.close());

    const line = (more: object = {}): FlowNode =>
      connectionNode('line-1', { baseUrl: simulator.baseUrl, pushUrl: simulator.pushUrl, ...more });
    const SOON = { redeliverMinutes: '1' };
    const load = async (...nodes: FlowNode[]): Promise<void> => {
      await rig.load(tab(...nodes), {
        'line-1': { apiKey: simulator.account.apiKey, pushToken: simulator.pushToken },
      });
      await eventually('it is connected', () =>
        [...rig.statuses.values()].flat().some(({ state }) => state === 'connected'),
      );
    };

    it('write a fax into a folder as the document that it is, and only then close it', async () => {
      const target = join(folder, 'not-yet');
      await load(
        dragged('fax-receive-in', 'in', [['name']]),
        change('name', { filename: [`"${target}/" & filename`, 'jsonata'] }, ['write']),
        file('write', ['mark'], {}),
        dragged('mark-received', 'mark', [['marked']]),
        sinkNode('marked'),
        { id: 'catch', type: 'catch', scope: ['write'], uncaught: false, wires: [['caught']] },
        sinkNode('caught'),
        line(SOON),
      );
      simulator.inject({ pages: 2 });
      await rig.got('caught', 1);
      assert.equal(simulator.received().length, 0, 'the folder is not there: nothing was written, nothing is closed');
      await rm(target, { recursive: true, force: true });
      await mkdir(target);
      const [marked] = await rig.got('marked', 1);
      const [name = ''] = await readdir(target);
      const { document } = (marked as { fax: { document: { type: string; size: number } } }).fax;
      assert.equal(document.type, 'application/pdf');
      // Where it came again before it was marked it is just being written anew.
      const written = await eventually('it is whole', async () => {
        const bytes = await readFile(join(target, name));
        return bytes.length === document.size && bytes;
      });
      assert.equal(written.toString('latin1', 0, 5), '%PDF-');
      assert.match(name, /\.pdf$/);
      await eventually('the provider knows', () => simulator.received().length === 1);
    });

    it('send a PDF: told what to set where it was read as text, and sent and told once it is set', async () => {
      await writeFile(join(folder, 'letter.pdf'), samplePdf());
      const read = (format: string): FlowNode => ({
        ...{ id: 'read', type: 'file in', filename: join(folder, 'letter.pdf'), filenameType: 'str', format },
        ...{ chunk: false, sendError: false, encoding: 'none', allProps: false, wires: [['send']] },
      });
      const rest = [
        dragged('fax-send', 'send', [[], ['ended']]),
        rules('ended', 'payload.state', ['succeeded', 'failed', 'unknown'], [['arrived'], ['failed'], ['unknown']]),
        ...['arrived', 'failed', 'unknown', 'caught'].map(sinkNode),
        { id: 'catch', type: 'catch', scope: ['send'], uncaught: false, wires: [['caught']] },
        // Of which `file in` is one, too.
        file('unused', [], {}),
      ];
      await load(read('utf8'), ...rest, line());
      receive('read', { to: '+15005550001' });
      const [refused] = await rig.got('caught', 1);
      const { message } = (refused as { error: { message: string } }).error;
      assert.match(message, /read as text.*set the read file node to a single Buffer object/);
      assert.equal(simulator.jobs().length, 0);

      await rig.deploy(tab(read(''), ...rest, line()), 'nodes');
      receive('read', { to: '+15005550001' });
      const [arrived] = await rig.got('arrived', 1);
      assert.equal((arrived?.payload as FaxStatus).success, true);
      receive('read', { to: '+15005550008' });
      await rig.got('failed', 1);
    });

    it('send a fax by e-mail: a node without output closes it by way of "complete"', async () => {
      await load(
        dragged('fax-receive-in', 'in', [['mail']]),
        sinkNode('mail'),
        { id: 'sent', type: 'complete', scope: ['mail'], uncaught: false, wires: [['mark']] },
        dragged('mark-received', 'mark', [['marked']]),
        sinkNode('marked'),
        line(),
      );
      simulator.inject({ pages: 1 });
      const [mail] = await rig.got('mail', 1);
      assert(Buffer.isBuffer(mail?.payload) && /\.pdf$/.test(String(mail.filename)), 'as the e-mail node attaches it');
      await rig.got('marked', 1);
      await eventually('the provider knows', () => simulator.received().length === 1);
      assert.equal(rig.messages('mail').length, 1);
    });

    it('forward a fax, and close it only where it has arrived', async () => {
      const forward = (to: string): FlowNode[] => [
        dragged('fax-receive-in', 'in', [['send']]),
        dragged('fax-send', 'send', [[], ['arrived']], { to, toType: 'str' }),
        rules('arrived', 'payload.success', [{ t: 'true' }, { t: 'else' }], [['mark'], ['failed']]),
        dragged('mark-received', 'mark', [['marked']]),
        ...['marked', 'failed'].map(sinkNode),
        line(SOON),
      ];
      await load(...forward('+15005550008'));
      simulator.inject({ pages: 1 });
      await rig.got('failed', 1);
      assert.equal(simulator.received().length, 0);
      await rig.deploy(tab(...forward('+15005550001')), 'nodes');
      await rig.got('marked', 1);
      await eventually('the provider knows', () => simulator.received().length === 1);
    });
  });

  describe('by SMS', () => {
    let simulator: EsendexSimulator;
    beforeEach(async () => {
      simulator = await startEsendexSimulator({ stepMs: 5 });
    });
    afterEach(() => simulator.close());

    const flow = (...nodes: FlowNode[]): FlowNode[] =>
      tab(
        ...nodes,
        connectionNode('line-1', {
          ...{
            provider: 'esendex',
            account: 'EX0000001',
            baseUrl: simulator.baseUrl,
            webhookPath: '/sms',
            country: '44',
          },
        }),
      );
    const load = async (...nodes: FlowNode[]): Promise<void> => {
      await rig.load(flow(...nodes), { 'line-1': simulator.login });
      await eventually('it polls', () => [...rig.statuses.values()].flat().some(({ state }) => state === 'polling'));
    };

    it('answer an SMS once and close it, also where the acceptance of the answer was lost on the way', async () => {
      const answering = (afterAccepted: string[]): FlowNode[] => [
        dragged('sms-push-in', 'in', [['answer'], [], [], []]),
        change('answer', { to: ['payload.from', 'msg'], payload: ['Thank you', 'str'] }, ['send']),
        dragged('sms-send', 'send', [afterAccepted, []]),
        dragged('mark-received', 'mark', [['marked']]),
        ...['marked', 'lost'].map(sinkNode),
      ];
      await load(...answering(['lost']));
      simulator.inject({ text: 'Hello' });
      await rig.got('lost', 1);
      await rig.deploy(flow(...answering(['mark'])), 'full');
      const [marked] = await rig.got('marked', 1);
      assert.equal((marked?.event as { redelivered: boolean }).redelivered, true);
      await eventually('it is closed', async () => {
        const { counts } = (await rig.admin().get('/fax-sms/connections/line-1')).body as {
          counts?: { offered: number };
        };
        return counts?.offered === 0;
      });
      assert.equal(simulator.sent().length, 1);
    });

    it('alarm several people in parallel, and go on when there is no answer in time', async () => {
      await load(
        {
          id: 'split',
          type: 'split',
          splt: '\\n',
          spltType: 'str',
          arraySplt: 1,
          arraySpltType: 'len',
          wires: [['to']],
        },
        change('to', { to: ['payload', 'msg'], payload: ['Fire in hall 2', 'str'] }, ['send']),
        dragged('sms-send', 'send', [[], ['ended']], { giveUpMinutes: '10' }),
        rules('ended', 'payload.state', ['delivered', 'unknown', { t: 'else' }], [['heard'], ['unheard'], ['failed']]),
        ...['heard', 'unheard', 'failed'].map(sinkNode),
      );
      // 0011: its receipt never comes.
      receive('split', { payload: ['+447700900001', '+447700900002', '+447700900011'] });
      const states = async (sink: string): Promise<string[]> =>
        (await rig.got(sink, 1)).map(({ payload }: Message) => (payload as SmsStatus).state);
      assert.deepEqual(await states('heard'), ['delivered']);
      assert.deepEqual(await states('failed'), ['failed']);
      assert.deepEqual(await states('unheard'), ['unknown']);
      assert.equal(simulator.sent().length, 3);
    });
  });
});
