import { eventually } from './eventually';
import type { FakeClock } from './fake-clock';

/** A call to the provider that a test lets succeed or fail, and counts. */
export class Scripted<T> {
  readonly calls: string[] = [];
  /** The results of the next calls, in order; then `otherwise`. */
  readonly answers: (T | Error)[] = [];

  constructor(public otherwise: T | Error) {}

  readonly call = (what: string): Promise<T> => {
    this.calls.push(what);
    const answer = this.answers.shift() ?? this.otherwise;
    return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
  };

  async called(times: number): Promise<void> {
    await eventually(`it was called ${times} times`, () => this.calls.length >= times);
  }
}

/** Resolves when a worker has set its timer, so that it waits for nothing but time. */
export async function asleep(clock: FakeClock, timers = 1): Promise<void> {
  await eventually('the worker waits for its time', () => clock.pending >= timers);
}
