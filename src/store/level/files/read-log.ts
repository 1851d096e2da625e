import { maskedCrc32c } from './crc32c';

const BLOCK_BYTES = 32 * 1024;
const HEADER_BYTES = 7;
const FULL = 1;
const FIRST = 2;
const LAST = 4;

export interface LogContent {
  /** Whole records, in order; those behind a damaged place, too. */
  records: Buffer[];
  /** Do whole records follow something broken? After a write that was cut off nothing follows. */
  isBroken: boolean;
  /** What it ends in: `cut` has too few bytes, `spoiled` wrong ones. */
  end: 'whole' | 'cut' | 'spoiled';
}

/**
 * Reads a file in LevelDB's format of a log: its write-ahead logs, and its manifests. LevelDB itself passes over what has
 * a wrong check value without a word.
 */
export function readLog(file: Buffer): LogContent {
  const reading = new Reading();
  for (let start = 0; start < file.length; start += BLOCK_BYTES) {
    for (const fragment of fragmentsOf(file.subarray(start, start + BLOCK_BYTES))) reading.take(fragment);
  }
  return reading.content();
}

interface Fragment {
  type: number;
  data: Buffer;
}

/** Puts records together again that lie in several blocks. */
class Reading {
  readonly #records: Buffer[] = [];
  #parts: Buffer[] | undefined;
  #isBroken = false;
  #end: LogContent['end'] = 'whole';

  take(fragment: Fragment | 'cut' | 'spoiled'): void {
    if (fragment === 'cut' || fragment === 'spoiled') {
      this.#break(fragment);
      return;
    }
    const { type, data } = fragment;
    if (type === FULL || type === FIRST) {
      if (this.#parts !== undefined) this.#break('spoiled');
      this.#parts = [data];
    } else if (this.#parts === undefined) {
      // What it goes on from is broken, or was never there.
      this.#break('spoiled');
    } else {
      this.#parts.push(data);
    }
    if (this.#parts !== undefined && (type === FULL || type === LAST)) this.#complete(this.#parts);
  }

  content(): LogContent {
    const end = this.#end === 'whole' && this.#parts !== undefined ? 'cut' : this.#end;
    return { records: this.#records, isBroken: this.#isBroken, end };
  }

  #break(end: 'cut' | 'spoiled'): void {
    this.#parts = undefined;
    this.#end = end;
  }

  #complete(parts: Buffer[]): void {
    this.#isBroken ||= this.#end !== 'whole';
    this.#records.push(Buffer.concat(parts));
    this.#parts = undefined;
  }
}

/** Behind a broken one the next is looked for where it should end: LevelDB gives the rest of the block up. */
function* fragmentsOf(block: Buffer): Generator<Fragment | 'cut' | 'spoiled'> {
  const isLastBlock = block.length < BLOCK_BYTES;
  let at = 0;
  while (at + HEADER_BYTES <= block.length) {
    const length = block.readUInt16LE(at + 4);
    const type = block.readUInt8(at + 6);
    const end = at + HEADER_BYTES + length;
    if (end > block.length && isLastBlock) {
      yield 'cut';
      return;
    }
    const isKnown = end <= block.length && type >= FULL && type <= LAST;
    const isSound = isKnown && block.readUInt32LE(at) === maskedCrc32c(block.subarray(at + HEADER_BYTES - 1, end));
    yield isSound ? { type, data: block.subarray(at + HEADER_BYTES, end) } : 'spoiled';
    at = end;
  }
  // A full block may end in a few bytes that mean nothing.
  if (isLastBlock && at < block.length) yield 'cut';
}
