import type { LevelDatabase } from './level-database';

const PAGE = 256;
const PAGES_A_TURN = 8;

/**
 * Reads all that the store holds, a piece a turn, for no other reason than that a value which is no longer what was written
 * is noticed while there is a backup: LevelDB copies what it does not look at.
 */
export class RollingCheck {
  #after = '';

  constructor(private readonly database: LevelDatabase) {}

  /** Rejects with `StoreError`, and the store is not used any more, where something is damaged. */
  async turn(): Promise<void> {
    for (let page = 0; page < PAGES_A_TURN; page += 1) {
      const range = { gte: `${this.#after}\0`, lt: '\x7f', limit: PAGE };
      const entries = await this.database.read((reader) => reader.page(range));
      const last = entries.at(-1);
      this.#after = entries.length < PAGE || last === undefined ? '' : last[0];
      if (this.#after === '') return;
    }
  }
}
