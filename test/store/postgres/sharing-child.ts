import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { SharingReport, SharingTask } from './sharing-process';

/** An instance that is a process of its own: it can be stopped, continued and killed. */
export class SharingChild {
  readonly reports: SharingReport[] = [];

  private constructor(private readonly child: ChildProcess) {
    if (child.stdout) {
      createInterface(child.stdout).on('line', (line) => this.reports.push(JSON.parse(line) as SharingReport));
    }
  }

  static start(task: SharingTask): SharingChild {
    const script = join(__dirname, 'sharing-process.ts');
    const args = ['--import', 'tsx', script, JSON.stringify(task)];
    return new SharingChild(spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] }));
  }

  get last(): SharingReport | undefined {
    return this.reports.at(-1);
  }

  stop(): void {
    this.child.kill('SIGSTOP');
  }

  continue(): void {
    this.child.kill('SIGCONT');
  }

  async kill(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const gone = once(this.child, 'exit');
    this.child.kill('SIGKILL');
    await gone;
  }
}
