import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { RED_JS } from './user-dir';

export interface RestartingOptions {
  env?: Record<string, string>;
  /** Of what it says. */
  onLine?: (line: string) => void;
}

/** A Node-RED that may be killed at any moment and started again, on one port and user directory. */
export class RestartingNodeRed {
  private child: ChildProcess | undefined;

  constructor(
    private readonly userDir: string,
    readonly port: number,
    private readonly options: RestartingOptions = {},
  ) {}

  /** Resolves when flows have started, or it has ended. */
  async start(): Promise<void> {
    const { env, onLine } = this.options;
    const child = spawn(process.execPath, [RED_JS, '-u', this.userDir, '-p', String(this.port)], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, ...env },
    });
    this.child = child;
    createInterface({ input: child.stderr }).on('line', (line) => onLine?.(line));
    const lines = createInterface({ input: child.stdout });
    const started = new Promise<void>((resolve) => {
      lines.on('line', (line) => {
        onLine?.(line);
        if (line.includes('Started flows')) resolve();
      });
    });
    await Promise.race([started, once(child, 'exit')]);
  }

  get isRunning(): boolean {
    return this.child?.exitCode === null && this.child.signalCode === null;
  }

  async end(signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
    const { child } = this;
    this.child = undefined;
    if (child?.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, 'exit');
    child.kill(signal);
    await exited;
  }

  /** Nothing runs in it any more, and it does not know; until `thaw`. */
  freeze(): void {
    this.child?.kill('SIGSTOP');
  }

  thaw(): void {
    this.child?.kill('SIGCONT');
  }

  /** False where it could not take the deploy, which under kill -9 is no news. */
  async deploy(flows: object[], kind: string): Promise<boolean> {
    const response = await fetch(`http://127.0.0.1:${this.port}/flows`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'Node-RED-Deployment-Type': kind },
      body: JSON.stringify(flows),
    }).catch(() => undefined);
    return response?.ok ?? false;
  }
}
