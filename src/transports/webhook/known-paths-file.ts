import { readFileSync } from 'node:fs';
import { mkdir, open, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { KnownPath } from './webhook-routes';

/** Read with the module, before any request can come; unreadable is the same as none. */
export function loadKnownPaths(file: string): KnownPath[] {
  try {
    const stored: unknown = JSON.parse(readFileSync(file, 'utf8'));
    return Array.isArray(stored) ? stored.filter(isKnownPath) : [];
  } catch {
    return [];
  }
}

/** Writes what `known` returns whenever it is told of a change: one writing at a time, the last state always. */
export class KnownPathsFile {
  #writing: Promise<void> | undefined;
  #again = false;

  constructor(
    private readonly file: string,
    private readonly known: () => KnownPath[],
    private readonly onError: () => void,
  ) {}

  changed(): void {
    this.#again = true;
    this.#writing ??= this.#write();
  }

  /** Resolves once everything is written, or could not be. */
  async idle(): Promise<void> {
    await this.#writing;
  }

  async #write(): Promise<void> {
    // The changes of one deploy come in one go.
    await Promise.resolve();
    while (this.#again) {
      this.#again = false;
      await replace(this.file, JSON.stringify(this.known())).catch(this.onError);
    }
    this.#writing = undefined;
  }
}

/** Written aside and renamed: half a file would make every path unknown at the next start. */
async function replace(file: string, text: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  const aside = `${file}.${process.pid}`;
  const handle = await open(aside, 'w', 0o600);
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(aside, file);
}

function isKnownPath(value: unknown): value is KnownPath {
  if (typeof value !== 'object' || value === null) return false;
  return 'hash' in value && typeof value.hash === 'string' && 'owner' in value && typeof value.owner === 'string';
}
