import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { eventually } from './eventually';
import { RED_JS } from './user-dir';

export interface Reply {
  status: number;
  body: unknown;
}

/** A Node-RED whose log is read and that is asked wherever it listens. */
export class WatchedNodeRed {
  readonly log: string[] = [];
  #child: ChildProcess | undefined;

  constructor(
    private readonly userDir: string,
    private readonly port: number,
    private readonly host = '127.0.0.1',
  ) {}

  /** Resolves once it answers. */
  async start(...args: string[]): Promise<void> {
    const child = spawn(process.execPath, [RED_JS, '-u', this.userDir, '-p', String(this.port), ...args], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#child = child;
    for (const stream of [child.stdout, child.stderr]) {
      createInterface({ input: stream }).on('line', (line) => this.log.push(line));
    }
    await eventually('it answers', async () => (await this.ask('GET', '/')).status > 0);
  }

  async stop(): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    if (child?.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, 'exit');
    child.kill('SIGTERM');
    await exited;
  }

  async logged(text: string): Promise<void> {
    await eventually(`the log says "${text}"`, () => Promise.resolve(this.log.some((line) => line.includes(text))));
  }

  async ask(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Reply> {
    const response = await fetch(`http://${this.host}:${this.port}${path}`, {
      method,
      headers: { 'content-type': 'application/json', ...headers },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, body: text.startsWith('{') || text.startsWith('[') ? JSON.parse(text) : text };
  }

  /** Resolves once the flows have been exchanged. */
  async deploy(flows: object[], kind = 'full'): Promise<void> {
    const { status } = await this.ask('POST', '/flows', flows, { 'Node-RED-Deployment-Type': kind });
    if (status !== 204) throw new Error(`deploy: status ${status}`);
  }
}
