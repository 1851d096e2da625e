import type { Clock } from '../../domain/clock';
import { storedName } from './stored-name';

export interface StoredFile {
  name: string;
  bytes: Buffer;
  encrypted: boolean;
  /** ms since the epoch. */
  createdAt: number;
  /** Monotonic ms from which the web services have it. */
  visibleFrom: number;
  /** Monotonic ms from which they have it no more. */
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

/** The account's media files. The calls see every change at once, the web services some seconds later. */
export class MediaStore {
  private readonly files = new Map<string, StoredFile>();
  private readonly removed: string[] = [];

  constructor(private readonly options: MediaStoreOptions) {}

  get propagationMs(): number {
    return this.options.propagationMs;
  }

  write({ name, bytes, encrypted }: NewFile): StoredFile {
    const { clock, onChange } = this.options;
    const file: StoredFile = {
      name: storedName(name),
      bytes,
      encrypted,
      createdAt: clock.now(),
      visibleFrom: this.propagated(),
      goneFrom: Infinity,
    };
    this.files.set(file.name, file);
    onChange({ type: 'stored', filename: file.name });
    return file;
  }

  /** As a call sees it. */
  find(name: string): StoredFile | undefined {
    const file = this.files.get(storedName(name));
    return file && file.goneFrom === Infinity ? file : undefined;
  }

  /** As the web services see it: a new one not yet, a deleted one still. */
  findVisible(name: string): StoredFile | undefined {
    const file = this.files.get(storedName(name));
    return file && this.isVisible(file) ? file : undefined;
  }

  listVisible(): StoredFile[] {
    return [...this.files.values()].filter((file) => this.isVisible(file));
  }

  /** Names of the files that are there, and of those that were deleted. */
  stored(): string[] {
    return [...this.files.values()].filter(({ goneFrom }) => goneFrom === Infinity).map(({ name }) => name);
  }

  deleted(): string[] {
    return [...this.removed];
  }

  /** false: there is no such file. */
  remove(name: string): boolean {
    const file = this.findVisible(name);
    if (!file) return false;
    if (file.goneFrom !== Infinity) return true;
    file.goneFrom = this.propagated();
    this.removed.push(file.name);
    this.options.onChange({ type: 'deleted', filename: file.name });
    return true;
  }

  private propagated(): number {
    const { clock, propagationMs } = this.options;
    return clock.monotonic() + clock.scaled(propagationMs);
  }

  private isVisible({ visibleFrom, goneFrom }: StoredFile): boolean {
    const now = this.options.clock.monotonic();
    return visibleFrom <= now && now < goneFrom;
  }
}
