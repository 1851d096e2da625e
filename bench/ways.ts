import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { startEsendexSimulator } from '../src/simulator/esendex/esendex-simulator';
import { defaultAccount, defaultLogin } from '../src/simulator/esendex/account';
import { startEtherFaxSimulator } from '../src/simulator/etherfax/etherfax-simulator';
import { eventually } from '../test/support/eventually';
import { connectionNode, markNode, NodeRedRig, receiveNode, sinkNode, tab } from '../test/support/node-red';
import { crossedFiles } from './support/crossed-files';
import { report } from './support/report';
import { ACCOUNT_ID, PushRequest } from './support/webhook-request';

// Counts how many of our files an event passes through in a running Node-RED, and compares them with docs/ways.md.

/** Time for the work that earlier events have started. */
const REST_MS = 3_000;
const SETTINGS = { pushline: { timeScale: 1 } };
const PAPER = readFileSync(join(__dirname, '../docs/ways.md'), 'utf8');

/** All code spans of a section of docs/ways.md, in order. */
function listed(title: string): string[] {
  const section = PAPER.split(/^## /m).find((text) => text.startsWith(title)) ?? '';
  return [...section.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name);
}

function stemOf(file: string): string {
  return file.replace(/^src\//, '').replace(/\.ts$/, '');
}

function compare(name: string, title: string, crossed: string[]): void {
  const executed = new Set(crossed.map(stemOf).filter((file) => !file.startsWith('simulator/')));
  const own = new Set(listed(title));
  const apart = listed('Listed apart').map((name) => name.replace(/\/$/, ''));
  const isApart = (file: string) => apart.some((name) => file === name || file.startsWith(`${name}/`));
  // fax-status-in only keeps the connection busy in the second way, so it does not count.
  const unlisted = [...executed].filter((file) => !own.has(file) && !isApart(file) && !file.includes('fax-status-in'));
  const idle = [...own].filter((file) => !executed.has(file));
  if (unlisted.length > 0) console.error(`${name}: executed, and not in docs/ways.md: ${unlisted.join(', ')}`);
  if (idle.length > 0) console.error(`${name}: in docs/ways.md, and not executed: ${idle.join(', ')}`);
  const note = `${executed.size} executed, with what is listed apart`;
  report({ name: `files crossed: ${name}`, value: own.size, unit: 'files', note });
}

async function webhookToFlow(): Promise<void> {
  const simulator = await startEsendexSimulator({ account: { id: ACCOUNT_ID } });
  const rig = await NodeRedRig.start(SETTINGS);
  const { username, password } = defaultLogin();
  await rig.load(
    tab(
      { id: 'in-1', type: 'sms-push-in', connection: 'line-1', number: '', complete: 'manual', wires: [['sink-1']] },
      sinkNode('sink-1'),
      connectionNode('line-1', {
        ...{ provider: 'esendex', account: defaultAccount().reference, baseUrl: simulator.baseUrl },
        ...{ pollSeconds: '300', webhookPath: '/sms' },
      }),
    ),
    { 'line-1': { username, password } },
  );
  await rig.reached('in-1', 'polling');
  const server = createServer((rig.RED as unknown as { httpNode: () => void }).httpNode).listen(0, '127.0.0.1');
  await pause(100);
  const { port } = server.address() as AddressInfo;
  const push = async (serial: number): Promise<void> => {
    const { bytes } = new PushRequest('/sms').as(serial);
    const body = bytes.subarray(bytes.indexOf('\r\n\r\n') + 4);
    const { status } = await fetch(`http://127.0.0.1:${port}/sms`, {
      ...{ method: 'POST', headers: { 'content-type': 'text/xml' }, body },
    });
    if (status !== 200) throw new Error(`answered with ${status}`);
    await rig.got('sink-1', serial);
    // The offers' turn ends a moment later.
    await pause(100);
  };
  await push(1);
  await push(2);
  await pause(REST_MS);
  compare('webhook to flow', 'A webhook', await crossedFiles(() => push(3)));
  server.close();
  server.closeAllConnections();
  await rig.stop();
  await simulator.close();
}

async function pushAndMark(): Promise<void> {
  const simulator = await startEtherFaxSimulator();
  // Otherwise the answer to the long poll would start a poll in the middle.
  simulator.behave({ wait: 'ignored' });
  const { baseUrl, pushUrl, pushToken, account } = simulator;
  const rig = await NodeRedRig.start(SETTINGS);
  const line = connectionNode('line-1', { pollSeconds: '300', baseUrl, pushUrl });
  const credentials = { 'line-1': { apiKey: account.apiKey, pushToken } };
  const marking = [markNode('mark-1', [], { connection: 'line-1' }), sinkNode('sink-1')];
  await rig.load(tab(receiveNode('in-1', ['sink-1']), ...marking, line), credentials);
  await rig.reached('in-1', 'connected');
  let count = 0;
  const fax = async (): Promise<void> => {
    simulator.inject();
    await rig.got('sink-1', (count += 1));
  };
  const mark = async (): Promise<void> => {
    const before = simulator.received().length;
    const node = rig.node('mark-1') as unknown as { receive(message: object): void };
    node.receive(rig.messages('sink-1').at(-1) ?? {});
    await eventually('the provider is told', () => simulator.received().length > before);
  };
  for (let i = 0; i < 2; i += 1) {
    await fax();
    await mark();
  }
  await fax();
  await pause(REST_MS);
  compare('mark received to provider', 'Mark received', await crossedFiles(mark));
  // Without a node that wants it, a fax is only stored and acked.
  await rig.deploy(
    tab({ id: 'st-1', type: 'fax-status-in', connection: 'line-1', wires: [[]] }, line),
    'full',
    credentials,
  );
  await rig.reached('st-1', 'connected');
  simulator.inject();
  await pause(REST_MS);
  const stored = async (): Promise<void> => {
    simulator.inject();
    await pause(500);
  };
  compare('push frame to ack', 'A push frame', await crossedFiles(stored));
  await rig.stop();
  await simulator.close();
}

void webhookToFlow()
  .then(pushAndMark)
  .then(() => process.exit(0));
