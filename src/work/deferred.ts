import { systemClock, type Timer } from '../domain/clock';

/** A promise that is resolved from outside. */
export function deferred(): { promise: Promise<void>; resolve: () => void } {
  let resolve = (): void => undefined;
  const promise = new Promise<void>((settle) => (resolve = settle));
  return { promise, resolve: () => resolve() };
}

/** A timeout to race against; cancel it once the race is over. */
export function expiry(ms: number): { expired: Promise<undefined>; cancel: () => void } {
  let timer: Timer | undefined;
  const expired = new Promise<undefined>((resolve) => {
    timer = systemClock().after(ms, () => resolve(undefined));
  });
  return { expired, cancel: () => timer?.cancel() };
}
