import { basename, extname } from 'node:path';
import { DocumentGoneError, type DocumentBytes, type DocumentSink } from '../../domain/document-bytes';
import type { PostgresDatabase } from './postgres-database';

/** One row for each slice, so that neither we nor the database ever hold more of a document in memory. */
const SLICE_BYTES = 256 * 1024;

/** A younger document may be about to get its event from another instance. */
const LEFT_AFTER = "interval '1 day'";

type Statements = Pick<PostgresDatabase, 'sql'>;

/** Documents in the tables of the store, shared by all instances. */
export function postgresDocuments(database: Statements): DocumentBytes {
  return {
    async begin(id) {
      await database.sql((schema) => [`INSERT INTO ${schema}.documents (id) VALUES ($1)`, [id]]);
      return new Sink(database, id);
    },

    async *read(file) {
      for (let n = 0; ; n += 1) {
        const slice = await readSlice(database, file, n);
        if (slice === undefined && n === 0) throw new DocumentGoneError('it is not in the database');
        if (slice === undefined) return;
        yield slice;
      }
    },

    async remove(file) {
      const id = basename(file, extname(file));
      await database.sql((schema) => [`DELETE FROM ${schema}.documents WHERE id = $1`, [id]]);
    },

    async left() {
      const rows = await database.sql<{ file: string }>((schema) => [
        `SELECT coalesce(file, id) AS file FROM ${schema}.documents
           WHERE made_at < clock_timestamp() - ${LEFT_AFTER}`,
      ]);
      return rows.map(({ file }) => file);
    },

    async having(ids) {
      const rows = await database.sql<{ id: string }>((schema) => [
        `SELECT id FROM ${schema}.documents WHERE id = ANY ($1) AND file IS NOT NULL`,
        [ids],
      ]);
      return new Set(rows.map(({ id }) => id));
    },
  };
}

async function readSlice(database: Statements, file: string, n: number): Promise<Buffer | undefined> {
  const [row] = await database.sql<{ bytes: Buffer }>((schema) => [
    `SELECT bytes FROM ${schema}.slices JOIN ${schema}.documents USING (id) WHERE file = $1 AND n = $2`,
    [file, n],
  ]);
  return row?.bytes;
}

class Sink implements DocumentSink {
  readonly #database: Statements;
  readonly #id: string;
  #waiting: Buffer[] = [];
  #size = 0;
  #slices = 0;

  constructor(database: Statements, id: string) {
    this.#database = database;
    this.#id = id;
  }

  async write(bytes: Buffer): Promise<void> {
    this.#waiting.push(bytes);
    this.#size += bytes.length;
    if (this.#size < SLICE_BYTES) return;
    const whole = Buffer.concat(this.#waiting);
    let from = 0;
    for (; whole.length - from >= SLICE_BYTES; from += SLICE_BYTES) {
      await this.#insert(whole.subarray(from, from + SLICE_BYTES));
    }
    this.#waiting = [whole.subarray(from)];
    this.#size = whole.length - from;
  }

  /** This commit is synced, and with it all slices before it. */
  async finish(file: string): Promise<void> {
    // An empty document has a slice, too.
    if (this.#size > 0 || this.#slices === 0) await this.#insert(Buffer.concat(this.#waiting));
    await this.#database.sql((schema) => [`SELECT ${schema}.finish_document($1, $2)`, [this.#id, file]]);
  }

  async discard(): Promise<void> {
    await this.#database
      .sql((schema) => [`DELETE FROM ${schema}.documents WHERE id = $1`, [this.#id]])
      .catch(() => undefined);
  }

  async #insert(bytes: Buffer): Promise<void> {
    const n = this.#slices;
    this.#slices += 1;
    await this.#database.sql((schema) => [`INSERT INTO ${schema}.slices VALUES ($1, $2, $3)`, [this.#id, n, bytes]]);
  }
}
