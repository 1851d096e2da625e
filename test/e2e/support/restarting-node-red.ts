import { fetchAfresh } from '../../support/fetch-afresh';
import { AdminApi } from './admin-api';
import { LastLines } from './last-lines';
import { NodeRedRun, type RunOptions } from './node-red-run';

export interface RestartingOptions extends Pick<RunOptions, 'env' | 'version'> {
  /** Of several: which. */
  name?: string;
  /** Of what it says. */
  onLine?: (line: string) => void;
}

/** A Node-RED that may be killed at any moment and started again, on one port and user directory. */
export class RestartingNodeRed {
  readonly #userDir: string;
  readonly port: number;
  readonly #options: RestartingOptions;
  #run: NodeRedRun | undefined;
  readonly #said: LastLines;
  readonly admin: AdminApi;

  constructor(userDir: string, port: number, options: RestartingOptions = {}) {
    this.#userDir = userDir;
    this.port = port;
    this.#options = options;
    this.#said = new LastLines(options.name ?? 'Node-RED');
    this.admin = new AdminApi(port);
  }

  /** Resolves when flows have started, or it was told to end meanwhile. Rejects where it has ended by itself. */
  async start(): Promise<void> {
    const { port } = this;
    const userDir = this.#userDir;
    const options = this.#options;
    const { onLine, ...rest } = options;
    const say = (line: string): void => {
      this.#said.add(line);
      onLine?.(line);
    };
    this.#run = new NodeRedRun({ userDir, port, ...rest, onLine: say });
    await this.#run.hasStarted();
  }

  get isRunning(): boolean {
    return this.#run?.isRunning ?? false;
  }

  async end(signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
    const run = this.#run;
    this.#run = undefined;
    await run?.end(signal);
  }

  /** Nothing runs in it any more, and it does not know; until `thaw`. */
  freeze(): void {
    this.#run?.kill('SIGSTOP');
  }

  thaw(): void {
    this.#run?.kill('SIGCONT');
  }

  /** False where it could not take the deploy, which under kill -9 is no news. */
  async deploy(flows: object[], kind: string): Promise<boolean> {
    const response = await fetchAfresh(`http://127.0.0.1:${this.port}/flows`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'Node-RED-Deployment-Type': kind },
      body: JSON.stringify(flows),
    }).catch(() => undefined);
    return response?.ok ?? false;
  }
}
