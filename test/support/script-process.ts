import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';

/** A test script in its own process, which can be stopped, continued and killed. */
export class ScriptProcess {
  readonly #child: ChildProcessByStdio<null, Readable, null>;
  readonly lines: string[] = [];
  /** Resolves when the process has ended and everything that it wrote is in `lines`. */
  readonly ended: Promise<unknown>;
  #hasEnded = false;
  readonly #listeners = new Set<() => void>();

  private constructor(child: ChildProcessByStdio<null, Readable, null>) {
    this.#child = child;
    createInterface(child.stdout).on('line', (line) => {
      this.lines.push(line);
      this.#tell();
    });
    this.ended = once(child, 'close').then(() => {
      this.#hasEnded = true;
      this.#tell();
    });
  }

  /** `task` is the script's only argument, as JSON. */
  static start(script: string, task: unknown): ScriptProcess {
    const args = ['--import', 'tsx', script, JSON.stringify(task)];
    return new ScriptProcess(spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] }));
  }

  /** Resolves when the process has written `count` lines. Rejects when it ends before. */
  async said(count: number): Promise<void> {
    while (this.lines.length < count) {
      if (this.#hasEnded) throw new Error(`it has ended after ${this.lines.length} lines of ${count}`);
      await new Promise<void>((resolve) => this.#listeners.add(resolve));
    }
  }

  signal(name: 'SIGSTOP' | 'SIGCONT'): void {
    this.#child.kill(name);
  }

  async kill(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.ended;
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
    this.#listeners.clear();
  }
}
