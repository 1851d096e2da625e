import type { LevelDatabase } from './level-database';

const PAGE = 256;
const PAGES_A_TURN = 8;

/**
 * Reads the whole store bit by bit, only to notice damaged values while there
 * is still a backup: LevelDB copies data without checking it.
 */
export class RollingCheck {
  readonly #database: LevelDatabase;
  #after = '';

  constructor(database: LevelDatabase) {
    this.#database = database;
  }

  /** Rejects with `StoreError` if something is damaged; the store is not used any more. */
  async turn(): Promise<void> {
    for (let page = 0; page < PAGES_A_TURN; page += 1) {
      const range = { gte: `${this.#after}\0`, lt: '\x7f', limit: PAGE };
      const entries = await this.#database.read((reader) => reader.page(range));
      const last = entries.at(-1);
      this.#after = entries.length < PAGE || last === undefined ? '' : last[0];
      if (this.#after === '') return;
    }
  }
}
