import { tellOnFailure } from './evidence';

const KEPT = 60;

/** What somebody has said last; told with a test that fails. */
export class LastLines {
  readonly #lines: string[] = [];

  constructor(private readonly name: string) {
    this.tellOnFailure();
  }

  /** Also in a spec that did not begin it. */
  tellOnFailure(): void {
    tellOnFailure(this.#tell);
  }

  readonly #tell = (): string => `${this.name} has said last:\n${this.#lines.join('\n')}`;

  add(line: string): void {
    this.#lines.push(line);
    if (this.#lines.length > KEPT) this.#lines.shift();
  }
}
