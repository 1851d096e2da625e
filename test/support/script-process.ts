import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';

/** A script of the tests, as a process of its own: it can be stopped, continued and killed. */
export class ScriptProcess {
  readonly lines: string[] = [];
  /** It has ended, and all that it wrote is in `lines`. */
  readonly ended: Promise<unknown>;
  #hasEnded = false;
  readonly #listeners = new Set<() => void>();

  private constructor(private readonly child: ChildProcessByStdio<null, Readable, null>) {
    createInterface(child.stdout).on('line', (line) => {
      this.lines.push(line);
      this.#tell();
    });
    this.ended = once(child, 'close').then(() => {
      this.#hasEnded = true;
      this.#tell();
    });
  }

  /** `task`: its one argument, in JSON. */
  static start(script: string, task: unknown): ScriptProcess {
    const args = ['--import', 'tsx', script, JSON.stringify(task)];
    return new ScriptProcess(spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] }));
  }

  /** Resolves when it has written so many lines, however long it takes to start. Rejects where it ends before. */
  async said(count: number): Promise<void> {
    while (this.lines.length < count) {
      if (this.#hasEnded) throw new Error(`it has ended after ${this.lines.length} lines of ${count}`);
      await new Promise<void>((resolve) => this.#listeners.add(resolve));
    }
  }

  signal(name: 'SIGSTOP' | 'SIGCONT'): void {
    this.child.kill(name);
  }

  async kill(): Promise<void> {
    this.child.kill('SIGKILL');
    await this.ended;
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
    this.#listeners.clear();
  }
}
