import { open, readFile, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { replaceFile } from '../../../disk/replace-file';

/**
 * The number of the last write that was reported as durable, in a file beside the database. Without it a log that has
 * lost its end, or is missing, would look as if nothing had been written yet.
 */
const FILE = 'reach';

/** Two slots, written in turn: a write that is cut off spoils only one of them. */
const SLOT_BYTES = 26;
const DIGITS = 16;

/** Not more often, because the system writes the file to disk within seconds anyway. */
const SYNC_EVERY_MS = 1_000;

/** undefined: it is missing or unreadable. */
export async function readReach(folder: string): Promise<number | undefined> {
  const text = await readFile(join(folder, FILE), 'latin1').catch(() => '');
  const commits = [0, SLOT_BYTES].flatMap((at) => parseSlot(text.slice(at, at + SLOT_BYTES)) ?? []);
  return commits.length === 0 ? undefined : Math.max(...commits);
}

/** Durable when it resolves. */
async function writeReach(folder: string, commit: number): Promise<void> {
  await replaceFile(join(folder, FILE), slot(commit) + slot(commit));
}

/** Keeps the file up to date. Callers of the store do not wait for it. */
export class Reach {
  readonly #file: FileHandle;
  readonly #monotonic: () => number;
  #commit: number;
  #written: number;
  #writing: Promise<void> | undefined;
  #syncedAt: number;

  private constructor(file: FileHandle, commit: number, monotonic: () => number) {
    this.#file = file;
    this.#monotonic = monotonic;
    this.#commit = commit;
    this.#written = commit;
    this.#syncedAt = monotonic();
  }

  /** Writes `commit` durably, and continues from there. */
  static async begin(folder: string, commit: number, monotonic: () => number): Promise<Reach> {
    await writeReach(folder, commit);
    return new Reach(await open(join(folder, FILE), 'r+'), commit, monotonic);
  }

  /** Never rejects: a file that is a few writes behind proves less, but nothing wrong. */
  mark(commit: number): void {
    this.#commit = commit;
    if (this.#written !== commit) this.#writing ??= this.#write();
  }

  async close(): Promise<void> {
    await this.#writing;
    await this.#file.datasync().catch(() => undefined);
    await this.#file.close();
  }

  async #write(): Promise<void> {
    try {
      while (this.#written !== this.#commit) {
        this.#written = this.#commit;
        await this.#file.write(slot(this.#written), (this.#written % 2) * SLOT_BYTES, 'latin1');
        if (this.#monotonic() - this.#syncedAt < SYNC_EVERY_MS) continue;
        this.#syncedAt = this.#monotonic();
        await this.#file.datasync();
      }
    } catch {
      // The next write may work.
    } finally {
      this.#writing = undefined;
    }
  }
}

function slot(commit: number): string {
  const digits = String(commit).padStart(DIGITS, '0');
  return `${digits} ${checkOf(digits)}\n`;
}

function parseSlot(text: string): number | undefined {
  const [digits = '', check] = text.trimEnd().split(' ');
  return digits.length === DIGITS && check === checkOf(digits) ? Number(digits) : undefined;
}

function checkOf(digits: string): string {
  return crc32(digits).toString(16).padStart(8, '0');
}
