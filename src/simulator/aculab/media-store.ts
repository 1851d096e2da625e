import type { Clock } from '../../domain/clock';
import { storedName } from './stored-name';

export interface StoredFile {
  name: string;
  bytes: Buffer;
  encrypted: boolean;
  /** ms since the epoch. */
  createdAt: number;
  /** When the web services begin to have the file, in monotonic ms. */
  visibleFrom: number;
  /** When they no longer have it, in monotonic ms. */
  goneFrom: number;
}

export interface NewFile {
  name: string;
  bytes: Buffer;
  encrypted: boolean;
}

export interface MediaStoreOptions {
  clock: Clock;
  /** How long a change takes to reach the web services. */
  propagationMs: number;
  /** Must not throw. */
  onChange: (change: MediaChange) => void;
}

export type MediaChange = { type: 'stored' | 'deleted'; filename: string };

/** The account's media files. Calls see every change at once, the web services some seconds later. */
export class MediaStore {
  readonly #options: MediaStoreOptions;
  readonly #files = new Map<string, StoredFile>();
  readonly #removed: string[] = [];

  constructor(options: MediaStoreOptions) {
    this.#options = options;
  }

  get propagationMs(): number {
    return this.#options.propagationMs;
  }

  write({ name, bytes, encrypted }: NewFile): StoredFile {
    const { clock, onChange } = this.#options;
    const file: StoredFile = {
      name: storedName(name),
      bytes,
      encrypted,
      createdAt: clock.now(),
      visibleFrom: this.#propagated(),
      goneFrom: Infinity,
    };
    this.#files.set(file.name, file);
    onChange({ type: 'stored', filename: file.name });
    return file;
  }

  /** Finds a file as a call sees it. */
  find(name: string): StoredFile | undefined {
    const file = this.#files.get(storedName(name));
    return file && file.goneFrom === Infinity ? file : undefined;
  }

  /** Finds a file as the web services see it: new files not yet, deleted ones still. */
  findVisible(name: string): StoredFile | undefined {
    const file = this.#files.get(storedName(name));
    return file && this.#isVisible(file) ? file : undefined;
  }

  listVisible(): StoredFile[] {
    return [...this.#files.values()].filter((file) => this.#isVisible(file));
  }

  /** The names of the existing files. */
  stored(): string[] {
    return [...this.#files.values()].filter(({ goneFrom }) => goneFrom === Infinity).map(({ name }) => name);
  }

  deleted(): string[] {
    return [...this.#removed];
  }

  /** Returns false when there is no such file. */
  remove(name: string): boolean {
    const file = this.findVisible(name);
    if (!file) return false;
    if (file.goneFrom !== Infinity) return true;
    file.goneFrom = this.#propagated();
    this.#removed.push(file.name);
    this.#options.onChange({ type: 'deleted', filename: file.name });
    return true;
  }

  #propagated(): number {
    const { clock, propagationMs } = this.#options;
    return clock.monotonic() + clock.scaled(propagationMs);
  }

  #isVisible({ visibleFrom, goneFrom }: StoredFile): boolean {
    const now = this.#options.clock.monotonic();
    return visibleFrom <= now && now < goneFrom;
  }
}
