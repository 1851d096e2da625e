import { join } from 'node:path';
import { ScriptProcess } from '../../support/script-process';
import type { SharingReport, SharingTask } from './sharing-process';

/** An instance that is a process of its own: it can be stopped, continued and killed. */
export class SharingChild {
  readonly #script: ScriptProcess;

  constructor(task: SharingTask) {
    this.#script = ScriptProcess.start(join(__dirname, 'sharing-process.ts'), task);
  }

  /** Resolves when it has told of itself for the first time. */
  started(): Promise<void> {
    return this.#script.said(1);
  }

  get reports(): SharingReport[] {
    return this.#script.lines.map(reportIn);
  }

  get last(): SharingReport {
    return reportIn(this.#script.lines.at(-1) ?? '');
  }

  stop(): void {
    this.#script.signal('SIGSTOP');
  }

  continue(): void {
    this.#script.signal('SIGCONT');
  }

  kill(): Promise<void> {
    return this.#script.kill();
  }
}

const reportIn = (line: string): SharingReport => JSON.parse(line) as SharingReport;
