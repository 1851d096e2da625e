/** Milliseconds by a clock that all processes of this machine share. Only differences are meaningful. */
export function sharedNow(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}
