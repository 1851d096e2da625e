import type { Clock } from '../../domain/clock';

const EVERY_MS = 60_000;

/** Tells of something that a stranger can cause at will: at most once a minute, with how often it has happened since. */
export class Tally {
  #count = 0;
  #toldAt = -Infinity;

  constructor(
    private readonly clock: Clock,
    private readonly tell: (count: number) => void,
  ) {}

  add(): void {
    this.#count += 1;
    const now = this.clock.monotonic();
    if (now - this.#toldAt < EVERY_MS) return;
    this.#toldAt = now;
    this.tell(this.#count);
    this.#count = 0;
  }
}
