import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { RED_JS } from './user-dir';

export interface RunOptions {
  userDir: string;
  port: number;
  args?: readonly string[];
  env?: Record<string, string>;
  /** Another Node.js and Node-RED than those of the tests. */
  version?: { node: string; redJs: string };
  onLine: (line: string) => void;
}

/** One process of Node-RED. */
export class NodeRedRun {
  readonly #child: ChildProcess;
  /** Its output included. */
  readonly #closed: Promise<unknown>;
  readonly #started: Promise<void>;
  #isWanted = true;

  constructor({ userDir, port, args = [], env, version, onLine }: RunOptions) {
    const { node, redJs } = version ?? { node: process.execPath, redJs: RED_JS };
    const child = spawn(node, [redJs, '-u', userDir, '-p', String(port), ...args], {
      cwd: userDir,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, ...env },
    });
    this.#child = child;
    this.#closed = once(child, 'close').then(() => {
      if (this.#isWanted) onLine(`(it has ended by itself, with ${child.signalCode ?? `exit code ${child.exitCode}`})`);
    });
    this.#started = new Promise((resolve) => {
      createInterface({ input: child.stdout }).on('line', (line) => {
        onLine(line);
        if (line.includes('Started flows')) resolve();
      });
    });
    createInterface({ input: child.stderr }).on('line', onLine);
  }

  get isRunning(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /** Resolves when flows have started, or this process was told to end. Rejects where it has ended by itself. */
  hasStarted(): Promise<void> {
    return this.unlessEnded(this.#started);
  }

  /** Rejects where this process has ended by itself: what it was to do is waited for in vain. */
  async unlessEnded(done: Promise<void>): Promise<void> {
    const ended = this.#closed.then(() => {
      if (this.#isWanted) throw new Error('Node-RED has ended by itself');
    });
    await Promise.race([done, ended]);
  }

  kill(signal: 'SIGSTOP' | 'SIGCONT'): void {
    this.#child.kill(signal);
  }

  async end(signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
    this.#isWanted = false;
    if (this.isRunning) this.#child.kill(signal);
    await this.#closed;
  }
}
