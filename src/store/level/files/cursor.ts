/** The bytes of a file cannot be what LevelDB wrote. */
export class BrokenFileError extends Error {}

/** Reads LevelDB's encodings from front to back; throws `BrokenFileError` at the end of the bytes. */
export class Cursor {
  at = 0;

  constructor(readonly bytes: Buffer) {}

  get isAtEnd(): boolean {
    return this.at >= this.bytes.length;
  }

  byte(): number {
    const byte = this.bytes[this.at];
    if (byte === undefined) throw new BrokenFileError('ends too early');
    this.at += 1;
    return byte;
  }

  fixed32(): number {
    return this.take(4).readUInt32LE();
  }

  /** Exact up to 2^53. Sequence numbers have 56 bits, but none gets that large. */
  fixed64(): number {
    return Number(this.take(8).readBigUInt64LE());
  }

  varint(): number {
    let value = 0;
    for (let factor = 1; factor <= 2 ** 56; factor *= 128) {
      const byte = this.byte();
      value += (byte & 0x7f) * factor;
      if (byte < 0x80) return value;
    }
    throw new BrokenFileError('a number has no end');
  }

  /** Bytes that follow their length. */
  prefixed(): Buffer {
    return this.take(this.varint());
  }

  take(length: number): Buffer {
    const end = this.at + length;
    if (end > this.bytes.length) throw new BrokenFileError('ends too early');
    const taken = this.bytes.subarray(this.at, end);
    this.at = end;
    return taken;
  }
}
