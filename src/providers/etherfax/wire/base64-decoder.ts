/**
 * Base64 in pieces of any length to bytes. Damage is not its business: what is no base64 is skipped and everything
 * after the padding ignored, as `Buffer.from` does for a whole text; whoever knows the right length or hash compares.
 */
export class Base64Decoder {
  /** The start of a group of four whose rest is still to come. */
  private carry = '';
  private padded = false;

  push(text: string): Buffer {
    if (this.padded) return Buffer.alloc(0);
    const joined = this.carry + text;
    const whole = joined.length - (joined.length % 4);
    const bytes = Buffer.from(joined.slice(0, whole), 'base64');
    // Fewer bytes than three a group: something in it was no base64, so the groups stand elsewhere.
    if (bytes.length !== (whole / 4) * 3) return this.pushUnclean(joined);
    this.carry = joined.slice(whole);
    return bytes;
  }

  end(): Buffer {
    const bytes = Buffer.from(this.carry, 'base64');
    this.carry = '';
    return bytes;
  }

  private pushUnclean(joined: string): Buffer {
    const padding = joined.indexOf('=');
    this.padded = padding !== -1;
    const clean = (this.padded ? joined.slice(0, padding) : joined).replace(/[^A-Za-z0-9+/_-]/g, '');
    const whole = this.padded ? clean.length : clean.length - (clean.length % 4);
    this.carry = clean.slice(whole);
    return Buffer.from(clean.slice(0, whole), 'base64');
  }
}
