import { readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { makeFolder } from '../../disk/make-folder';
import { replaceFile } from '../../disk/replace-file';
import type { KnownPath } from './webhook-routes';

/** Read synchronously when the module is loaded, before any request can come. An unreadable file counts as empty. */
export function loadKnownPaths(file: string): KnownPath[] {
  try {
    const stored: unknown = JSON.parse(readFileSync(file, 'utf8'));
    return Array.isArray(stored) ? stored.filter(isKnownPath) : [];
  } catch {
    return [];
  }
}

/**
 * Writes what `known` returns after each change: one write at a time, and always the last state. The file is replaced
 * as a whole, because half a file would make every path unknown at the next start.
 */
export class KnownPathsFile {
  readonly #file: string;
  readonly #known: () => KnownPath[];
  readonly #onError: () => void;
  #writing: Promise<void> | undefined;
  #again = false;

  constructor(file: string, known: () => KnownPath[], onError: () => void) {
    this.#file = file;
    this.#known = known;
    this.#onError = onError;
  }

  changed(): void {
    this.#again = true;
    this.#writing ??= this.#write();
  }

  /** Resolves once every change has been written, or writing it has failed. */
  async idle(): Promise<void> {
    await this.#writing;
  }

  async #write(): Promise<void> {
    // A deploy makes its changes in one go: they are written together.
    await Promise.resolve();
    while (this.#again) {
      this.#again = false;
      await this.#replace().catch(this.#onError);
    }
    this.#writing = undefined;
  }

  async #replace(): Promise<void> {
    await makeFolder(dirname(this.#file));
    await replaceFile(this.#file, JSON.stringify(this.#known()));
  }
}

function isKnownPath(value: unknown): value is KnownPath {
  if (typeof value !== 'object' || value === null) return false;
  return 'hash' in value && typeof value.hash === 'string' && 'owner' in value && typeof value.owner === 'string';
}
