import { maskedCrc32c } from './crc32c';

const BLOCK_BYTES = 32 * 1024;
const HEADER_BYTES = 7;
const FULL = 1;
const FIRST = 2;
const LAST = 4;

export interface LogContent {
  /** Complete records, in order, including those after a damaged place. */
  records: Buffer[];
  /** Whether complete records follow a broken one. Nothing follows a write that was merely cut off. */
  isBroken: boolean;
  /** How it ends: `cut` has too few bytes, `spoiled` has wrong ones. */
  end: 'whole' | 'cut' | 'spoiled';
}

/**
 * Reads a file in LevelDB's log format: its write-ahead logs and its manifests.
 * LevelDB itself silently skips records with a wrong check value.
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

/** Reassembles records that are split over several blocks. */
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
      // The beginning of the record is broken, or was never there.
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

/**
 * After a broken fragment the next one is expected where it should end, whereas LevelDB gives up the rest of the block.
 */
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
  // A full block may end in a few unused bytes.
  if (isLastBlock && at < block.length) yield 'cut';
}
