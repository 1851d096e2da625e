import { tellOnFailure } from './evidence';

const KEPT = 60;

/** What somebody has said last, each text once; told with a test that fails. */
export class LastLines {
  readonly #name: string;
  #lines: string[] = [];

  constructor(name: string) {
    this.#name = name;
    this.tellOnFailure();
  }

  /** Also in a spec that did not begin it. */
  tellOnFailure(): void {
    tellOnFailure(this.#tell);
  }

  readonly #tell = (): string => `${this.#name} has said last:\n${this.#lines.join('\n')}`;

  add(line: string): void {
    this.#lines = [...this.#lines.filter((one) => textOf(one) !== textOf(line)), line].slice(-KEPT);
  }
}

/** Without the time, which Node-RED puts before it. */
function textOf(line: string): string {
  return line.replace(/^.*? - /, '');
}
