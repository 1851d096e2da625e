import { subscribe } from 'node:diagnostics_channel';

/** Of those that a spec has started one after the other only the last ones say anything of a failure. */
const MOST_SOURCES = 4;

let sources: (() => string)[] = [];

// The reporter says on the one that another spec begins, and asks on the other at each failure.
subscribe('pushline.test.beginning', () => (sources = []));
subscribe('pushline.test.failure', (told) => (told as string[]).push(...sources.map((tell) => tell())));

/** Until the spec is over: what is told with a test of it that fails, there and at the end of a CI run. */
export function tellOnFailure(tell: () => string): void {
  sources = [...sources.filter((one) => one !== tell), tell].slice(-MOST_SOURCES);
}
