/** Most machines use this speed or less; at 9,600 a fax takes half as long again. */
const BITS_PER_SECOND = 14_400;
/** Dialling, ringing and negotiating. */
const SETUP_SECONDS = 20;
const PAGE_SECONDS = 2;

/** Roughly how long a fax with this many bytes of compressed pictures takes to transmit. */
export function secondsOnLine(bytes: number, pages: number): number {
  return Math.round(SETUP_SECONDS + pages * PAGE_SECONDS + (bytes * 8) / BITS_PER_SECOND);
}
