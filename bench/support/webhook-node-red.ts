import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { freePort } from '../../test/support/free-port';
import { eventually } from '../../test/e2e/support/eventually';
import { makeUserDir, RED_JS } from '../../test/e2e/support/user-dir';
import { mainThreadMs } from './main-thread';

/** A real Node-RED with the built package, which receives pushes. */
export interface WebhookNodeRed {
  pid: number;
  port: number;
  counts(connection: string): Promise<Record<string, number>>;
  /** The processor time of its main thread so far; NaN when the system does not tell. */
  mainThreadMs(): Promise<number>;
  collectGarbage(): Promise<void>;
  stop(): Promise<void>;
}

export interface WebhookNodeRedOptions {
  flows: object[];
  /** By connection id. */
  credentials: Record<string, object>;
  /** Further arguments of Node.js, such as a profiler's. */
  nodeArgs?: string[];
}

/** Part of settings.js: collects garbage when the parent asks for it by IPC. */
const COLLECTS = "collects: process.on('message', () => { global.gc(); process.send('collected'); }).pid";
const PATIENCE_MS = 120_000;

/** Resolves when the webhook of every connection in `credentials` is open. */
export async function startWebhookNodeRed({
  flows,
  credentials,
  nodeArgs = [],
}: WebhookNodeRedOptions): Promise<WebhookNodeRed> {
  const userDir = await makeUserDir(COLLECTS);
  await userDir.writeFlows(flows, credentials);
  const port = await freePort();
  const args = ['--expose-gc', ...nodeArgs, RED_JS, '-u', userDir.path, '-p', String(port)];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  const exited = once(child, 'exit');
  const pid = child.pid ?? 0;

  const describe = async (connection: string): Promise<Description> => {
    const response = await fetch(`http://127.0.0.1:${port}/fax-sms/connections/${connection}`);
    return (await response.json()) as Description;
  };
  const stop = async (): Promise<void> => {
    child.kill('SIGTERM');
    await exited;
    await userDir.remove();
  };
  try {
    for (const id of Object.keys(credentials)) {
      await eventually(`${id} is open`, async () => (await describe(id)).webhook !== undefined, PATIENCE_MS);
    }
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    pid,
    port,
    stop,
    counts: async (connection) => (await describe(connection)).counts ?? {},
    mainThreadMs: () => mainThreadMs(pid),
    async collectGarbage() {
      const collected = once(child, 'message');
      child.send('collect garbage');
      await collected;
    },
  };
}

interface Description {
  webhook?: { path: string };
  counts?: Record<string, number>;
}
