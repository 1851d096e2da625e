import { spawn } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { join } from 'node:path';
import type { EtherFaxSimulator } from '../../src/simulator/etherfax/etherfax-simulator';
import { freePort } from '../../test/support/free-port';
import { eventually } from '../../test/e2e/support/eventually';
import { makeUserDir, RED_JS } from '../../test/e2e/support/user-dir';

/** A disk sync by Node-RED: of a file, a folder, or a batch of the store. */
export interface Sync {
  kind: 'file' | 'folder' | 'batch';
  /** The bytes written since the file was opened, or in the batch. */
  bytes: number;
  /** By `sharedNow`. */
  began: number;
  ms: number;
}

/** A fax that has reached the node behind `fax-receive-in`. */
export interface Offered {
  key: string;
  /** By `sharedNow`. */
  at: number;
  /** All syncs that have ended since the last fax. */
  syncs: Sync[];
}

/** A real Node-RED with the built package, whose flow reports each fax and marks it received. */
export interface MeasuredNodeRed {
  pid: number;
  userDir: string;
  /** Resolves with the next fax that reaches the flow. Rejects after a minute. */
  nextOffer(): Promise<Offered>;
  collectGarbage(): Promise<void>;
  stop(): Promise<void>;
}

const PATIENCE_MS = 60_000;

/** Resolves when the push socket is live. `output` is that of `fax-receive-in`. */
export async function startMeasuredNodeRed(
  simulator: EtherFaxSimulator,
  { output }: { output: 'record' | 'file' },
): Promise<MeasuredNodeRed> {
  const probe = JSON.stringify(join(__dirname, 'probe.cjs'));
  const userDir = await makeUserDir(`functionGlobalContext: { probe: require(${probe}) }`);
  const { account, push, pushToken } = simulator;
  await userDir.writeFlows(flow(simulator, output), { connection: { apiKey: account.apiKey, pushToken } });

  const args = ['--expose-gc', RED_JS, '-u', userDir.path, '-p', String(await freePort())];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  const exited = once(child, 'exit');
  const messages = new EventEmitter();
  child.on('message', (message: { type: string }) => messages.emit(message.type, message));

  const next = async (type: string): Promise<unknown> => {
    const [message] = (await once(messages, type, { signal: AbortSignal.timeout(PATIENCE_MS) })) as unknown[];
    return message;
  };
  const stop = async (): Promise<void> => {
    child.kill('SIGTERM');
    await exited;
    await userDir.remove();
  };
  try {
    await eventually('the push socket is live', () => Promise.resolve(push.clients > 0), PATIENCE_MS);
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    pid: child.pid ?? 0,
    userDir: userDir.path,
    nextOffer: async () => (await next('offered')) as Offered,
    async collectGarbage() {
      const collected = next('collected');
      child.send('collect garbage');
      await collected;
    },
    stop,
  };
}

function flow({ account: { account }, baseUrl, pushUrl }: EtherFaxSimulator, output: string): object[] {
  const node = (id: string, type: string, next: string[], properties: object): object => ({
    ...{ id, type, z: 'tab', x: 100, y: 100, wires: [next] },
    ...properties,
  });
  const func = "global.get('probe').offered(msg.event.key); return msg;";
  return [
    { id: 'tab', type: 'tab', label: 'faxes' },
    { id: 'connection', type: 'fax-sms-connection', provider: 'etherfax', account, baseUrl, pushUrl },
    node('receive', 'fax-receive-in', ['report'], { connection: 'connection', complete: 'manual', output }),
    node('report', 'function', ['mark'], { func, outputs: 1, initialize: '', finalize: '', libs: [] }),
    node('mark', 'mark-received', [], { connection: 'connection', then: 'keep' }),
  ];
}
