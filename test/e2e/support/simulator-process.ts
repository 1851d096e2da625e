import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { fetchAfresh } from '../../support/fetch-afresh';

const CLI = join(resolve(__dirname, '../../..'), 'dist/src/simulator/etherfax/cli.js');

export interface SimulatorState {
  unread: string[];
  received: string[];
  marks: { jobId: string }[];
}

/** An etherFAX simulator in a process of its own, which survives whatever is done to Node-RED. */
export interface SimulatorProcess {
  baseUrl: string;
  pushUrl: string;
  inject(fax: Record<string, unknown>): Promise<string>;
  state(): Promise<SimulatorState>;
  stop(): Promise<void>;
}

export async function startSimulatorProcess(): Promise<SimulatorProcess> {
  const child = spawn(process.execPath, [CLI], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
  const { baseUrl, pushUrl, controlUrl } = JSON.parse(line) as Record<'baseUrl' | 'pushUrl' | 'controlUrl', string>;
  const call = async (path: string, body?: unknown): Promise<unknown> => {
    const response = await fetchAfresh(`${controlUrl}${path}`, {
      ...(body !== undefined && { method: 'POST', body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(`simulator ${path}: ${response.status}`);
    return response.json();
  };
  return {
    baseUrl,
    pushUrl,
    inject: async (fax) => ((await call('/inject', fax)) as { jobId: string }).jobId,
    state: async () => (await call('/state')) as SimulatorState,
    async stop() {
      if (child.exitCode !== null) return;
      child.kill('SIGTERM');
      await once(child, 'exit');
    },
  };
}
