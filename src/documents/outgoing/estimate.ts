/** Most machines agree on this or less; 9,600 takes half as long again. */
const BITS_PER_SECOND = 14_400;
/** Dialling, ringing and agreeing on how to go on. */
const SETUP_SECONDS = 20;
const PAGE_SECONDS = 2;

/** How long a fax of so many bytes of compressed pictures is on the line, by and large. */
export function secondsOnLine(bytes: number, pages: number): number {
  return Math.round(SETUP_SECONDS + pages * PAGE_SECONDS + (bytes * 8) / BITS_PER_SECOND);
}
