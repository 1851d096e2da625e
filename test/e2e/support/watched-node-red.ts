import { fetchAfresh } from '../../support/fetch-afresh';
import { eventually } from './eventually';
import { LastLines } from './last-lines';
import { NodeRedRun } from './node-red-run';

export interface Reply {
  status: number;
  body: unknown;
}

/** A Node-RED whose log is read and that is asked wherever it listens. */
export class WatchedNodeRed {
  readonly #userDir: string;
  readonly #port: number;
  readonly #host: string;
  readonly log: string[] = [];
  readonly #said = new LastLines('Node-RED');
  #run: NodeRedRun | undefined;

  constructor(userDir: string, port: number, host = '127.0.0.1') {
    this.#userDir = userDir;
    this.#port = port;
    this.#host = host;
  }

  /** Resolves once it answers. Rejects where it does not, and has ended then. */
  async start(...args: string[]): Promise<void> {
    const userDir = this.#userDir;
    const port = this.#port;
    const onLine = (line: string): void => {
      this.log.push(line);
      this.#said.add(line);
    };
    const run = new NodeRedRun({ userDir, port, args, onLine });
    this.#run = run;
    try {
      await run.unlessEnded(eventually('it answers', async () => (await this.ask('GET', '/')).status > 0));
    } catch (error) {
      await this.stop();
      throw error;
    }
  }

  async stop(): Promise<void> {
    const run = this.#run;
    this.#run = undefined;
    await run?.end('SIGTERM');
  }

  async logged(text: string): Promise<void> {
    await eventually(`the log says "${text}"`, () => Promise.resolve(this.log.some((line) => line.includes(text))));
  }

  async ask(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Reply> {
    const response = await fetchAfresh(`http://${this.#host}:${this.#port}${path}`, {
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
