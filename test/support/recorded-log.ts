import type { Log } from '../../src/domain/log';

/** A log that a test can read. */
export class RecordedLog implements Log {
  readonly lines: { level: keyof Log; text: string }[] = [];

  info(text: string): void {
    this.lines.push({ level: 'info', text });
  }

  warn(text: string): void {
    this.lines.push({ level: 'warn', text });
  }

  error(text: string): void {
    this.lines.push({ level: 'error', text });
  }

  get text(): string {
    return this.lines.map(({ text }) => text).join('\n');
  }

  /** The lines that match. */
  matching(pattern: RegExp): string[] {
    return this.lines.map(({ text }) => text).filter((text) => pattern.test(text));
  }
}
