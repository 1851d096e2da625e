import { mkdir, writeFile } from 'node:fs/promises';
import { basename, dirname, join, relative } from 'node:path';
import type { DiskCall } from './traced-calls';

interface Entry {
  /** Of a folder: its entries as they are, and as they were when it was last synced. */
  entries?: { now: Map<string, Entry>; synced: Map<string, Entry> };
  /** Of a file: its bytes. */
  bytes: { now: Buffer; synced: Buffer };
}

const file = (): Entry => ({ bytes: { now: Buffer.alloc(0), synced: Buffer.alloc(0) } });
const folder = (): Entry => ({ ...file(), entries: { now: new Map(), synced: new Map() } });

/** A disk that keeps what it was told to keep, and nothing else: bytes of files, and names of folders. */
export class StrictDisk {
  readonly #path: string;
  readonly #top = folder();

  constructor(path: string) {
    this.#path = path;
  }

  do(call: DiskCall): void {
    if (call.call === 'say' || relative(this.#path, call.path).startsWith('..')) return;
    switch (call.call) {
      case 'open': {
        this.#open(call);
        return;
      }
      case 'write': {
        this.#write(call);
        return;
      }
      case 'sync': {
        this.#sync(call.path);
        return;
      }
      case 'rename': {
        const moved = this.#find(call.path);
        this.#names(call.path)?.delete(basename(call.path));
        if (moved) this.#names(call.to)?.set(basename(call.to), moved);
        return;
      }
      case 'remove':
        this.#names(call.path)?.delete(basename(call.path));
        return;
      case 'mkdir':
        if (!this.#find(call.path)) this.#names(call.path)?.set(basename(call.path), folder());
    }
  }

  /** What is there after the power was cut now. */
  async restore(target: string): Promise<void> {
    await write(this.#top, target);
  }

  #open({ path, creates, truncates }: DiskCall & { call: 'open' }): void {
    const found = this.#find(path);
    if (!found && creates) this.#names(path)?.set(basename(path), file());
    if (found && truncates) found.bytes.now = Buffer.alloc(0);
  }

  #write({ path, at, bytes }: DiskCall & { call: 'write' }): void {
    const found = this.#find(path);
    if (!found) return;
    const { now } = found.bytes;
    const from = at ?? now.length;
    const after = Buffer.alloc(Math.max(now.length, from + bytes.length));
    now.copy(after);
    bytes.copy(after, from);
    found.bytes.now = after;
  }

  #sync(path: string): void {
    const found = this.#find(path);
    if (found) found.bytes.synced = found.bytes.now;
    if (found?.entries) found.entries.synced = new Map(found.entries.now);
  }

  #names(path: string): Map<string, Entry> | undefined {
    return this.#find(dirname(path))?.entries?.now;
  }

  #find(path: string): Entry | undefined {
    const way = relative(this.#path, path);
    if (way === '') return this.#top;
    return way.split('/').reduce<Entry | undefined>((entry, name) => entry?.entries?.now.get(name), this.#top);
  }
}

async function write({ entries, bytes }: Entry, path: string): Promise<void> {
  if (!entries) return writeFile(path, bytes.synced);
  await mkdir(path, { recursive: true, mode: 0o700 });
  for (const [name, entry] of entries.synced) await write(entry, join(path, name));
}
