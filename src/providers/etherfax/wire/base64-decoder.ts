/**
 * Decodes Base64 that comes in pieces of any length. Like `Buffer.from` for a whole text, it skips other characters and
 * ignores everything after the padding. It does not detect damage: the caller compares length and hash.
 */
export class Base64Decoder {
  /** The beginning of a group of four characters whose end is still to come. */
  #carry = '';
  #padded = false;

  push(text: string): Buffer {
    if (this.#padded) return Buffer.alloc(0);
    const joined = this.#carry + text;
    const whole = joined.length - (joined.length % 4);
    const bytes = Buffer.from(joined.slice(0, whole), 'base64');
    // Fewer than three bytes per group: there were padding or foreign characters, so the groups begin elsewhere.
    if (bytes.length !== (whole / 4) * 3) return this.#pushUnclean(joined);
    this.#carry = joined.slice(whole);
    return bytes;
  }

  end(): Buffer {
    const bytes = Buffer.from(this.#carry, 'base64');
    this.#carry = '';
    return bytes;
  }

  #pushUnclean(joined: string): Buffer {
    const padding = joined.indexOf('=');
    this.#padded = padding !== -1;
    const clean = (this.#padded ? joined.slice(0, padding) : joined).replace(/[^A-Za-z0-9+/_-]/g, '');
    const whole = this.#padded ? clean.length : clean.length - (clean.length % 4);
    this.#carry = clean.slice(whole);
    return Buffer.from(clean.slice(0, whole), 'base64');
  }
}
