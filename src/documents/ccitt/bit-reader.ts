/** Reads bits from bytes, the most significant bit first. After the end it reads zeros, with which no code begins. */
export class BitReader {
  /** In bits from the start. */
  position = 0;
  /** The position after the last bit. */
  readonly end: number;
  readonly #bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.end = bytes.length * 8;
  }

  /** The next bits, at most 17, without moving on. */
  peek(count: number): number {
    return this.peekAt(this.position, count);
  }

  peekAt(position: number, count: number): number {
    const bytes = this.#bytes;
    const at = position >>> 3;
    const three = ((bytes[at] ?? 0) << 16) | ((bytes[at + 1] ?? 0) << 8) | (bytes[at + 2] ?? 0);
    return ((three << (position & 7)) & 0xffffff) >>> (24 - count);
  }

  get isAtEnd(): boolean {
    return this.position >= this.end;
  }
}
