const FIRST_PAUSE = 8;
const LONGEST_PAUSE = 512;

interface Kind {
  /** How many keys are looked up before one is again assumed to be missing. */
  pause: number;
  left: number;
}

/**
 * Nearly everything accepted is new. So a batch that only adds the keys it looks at is written at once, on the
 * assumption that they are missing, and the write itself finds out which existed. After a wrong assumption keys of that
 * kind are looked up for a while.
 */
export class Suppositions {
  readonly #kinds = new Map<string, Kind>();

  maySuppose(key: string): boolean {
    const kind = this.#kinds.get(kindOf(key));
    if (kind === undefined || kind.left === 0) return true;
    kind.left -= 1;
    return false;
  }

  wasWrong(key: string): void {
    const { pause = FIRST_PAUSE / 2 } = this.#kinds.get(kindOf(key)) ?? {};
    const longer = Math.min(pause * 2, LONGEST_PAUSE);
    this.#kinds.set(kindOf(key), { pause: longer, left: longer });
  }

  wasRight(key: string): void {
    this.#kinds.delete(kindOf(key));
  }
}

function kindOf(key: string): string {
  return key.slice(0, key.indexOf('/'));
}
