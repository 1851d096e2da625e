/** Milliseconds on a clock that all processes of this machine share; only differences mean anything. */
export function sharedNow(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}
