import { ClassicLevel } from 'classic-level';
import type { Activity } from '../../support/activity';

/** The disk behind a store as a test wants it. */
export class FaultyDisk {
  /** While set, opening fails with it. */
  openError: Error | undefined;
  /** While set, writing fails with it. */
  writeError: Error | undefined;
  /** The write happens all the same, as it may on a real disk. */
  writesAllTheSame = false;
  /** While set, reading a key that it accepts fails. */
  unreadable: (key: string) => boolean = () => false;
  /** Batches asked for. */
  batches = 0;
  /** Knows of what the disk has under way. */
  activity: Pick<Activity, 'during'> = { during: (work) => work };
  /** Databases opened so far, and open now. */
  opened = 0;
  open = 0;

  readonly createDb = (location: string): ClassicLevel => {
    const db = new ClassicLevel(location);
    const { open, close, batch, get, getMany } = bound(db);
    return override(db, {
      open: async (options: OpenOptions) => {
        if (this.openError !== undefined) throw this.openError;
        await this.activity.during(open(options));
        this.opened += 1;
        this.open += 1;
      },
      close: async () => {
        if (db.status === 'open') this.open -= 1;
        await this.activity.during(close());
      },
      batch: (operations?: Deletion[], options?: WriteOptions) => {
        if (operations && options) return this.#write(() => batch(operations, options));
        const chain = batch();
        const write = chain.write.bind(chain);
        return Object.assign(chain, { write: (how: WriteOptions) => this.#write(() => write(how)) });
      },
      get: async (key: string) => {
        this.#read([key]);
        return this.activity.during(get(key));
      },
      getMany: async (keys: string[]) => {
        this.#read(keys);
        return this.activity.during(getMany(keys));
      },
    });
  };

  async #write(write: () => Promise<void>): Promise<void> {
    this.batches += 1;
    if (this.writeError === undefined || this.writesAllTheSame) await this.activity.during(write());
    if (this.writeError !== undefined) throw this.writeError;
  }

  #read(keys: string[]): void {
    if (keys.some((key) => this.unreadable(key))) throw systemError('LEVEL_IO_ERROR', 'IO error: Input/output error');
  }
}

export function systemError(code: string, message: string): Error {
  return Object.assign(new Error(message), { code });
}

interface Deletion {
  type: 'del';
  key: string;
}

interface WriteOptions {
  sync: boolean;
}

type OpenOptions = Parameters<ClassicLevel['open']>[0];

/** The part of a database that can be made to fail. */
interface Calls {
  open: (options: OpenOptions) => Promise<void>;
  close: () => Promise<void>;
  /** With operations, or without any for a chain of them. */
  batch: ClassicLevel['batch'];
  get: (key: string) => Promise<string | undefined>;
  getMany: (keys: string[]) => Promise<(string | undefined)[]>;
}

function bound(db: ClassicLevel): Calls {
  return {
    open: db.open.bind(db),
    close: db.close.bind(db),
    batch: db.batch.bind(db),
    get: db.get.bind(db),
    getMany: db.getMany.bind(db),
  };
}

function override(db: ClassicLevel, calls: Record<keyof Calls, unknown>): ClassicLevel {
  for (const [name, value] of Object.entries(calls)) Object.defineProperty(db, name, { value });
  return db;
}
