/** Writes bits into bytes, the most significant bit first (TIFF FillOrder 1). */
export class BitWriter {
  #bytes = new Uint8Array(4096);
  #length = 0;
  #pending = 0;
  #pendingBits = 0;

  /** Writes at most 24 bits. */
  write(value: number, bits: number): void {
    this.#pending = (this.#pending << bits) | value;
    this.#pendingBits += bits;
    while (this.#pendingBits >= 8) {
      this.#pendingBits -= 8;
      this.#push((this.#pending >> this.#pendingBits) & 0xff);
    }
    this.#pending &= (1 << this.#pendingBits) - 1;
  }

  /** Writes zeros so that the next `bits` bits will end at a byte boundary. */
  fillBefore(bits: number): void {
    const over = (this.#pendingBits + bits) & 7;
    if (over !== 0) this.write(0, 8 - over);
  }

  /** All bytes, the last one filled up with zeros. */
  finish(): Buffer {
    if (this.#pendingBits > 0) this.write(0, 8 - this.#pendingBits);
    return Buffer.from(this.#bytes.subarray(0, this.#length));
  }

  #push(byte: number): void {
    if (this.#length === this.#bytes.length) {
      const larger = new Uint8Array(this.#bytes.length * 2);
      larger.set(this.#bytes);
      this.#bytes = larger;
    }
    this.#bytes[this.#length++] = byte;
  }
}
