import assert from 'node:assert/strict';
import { Turns } from '../../../../nodes/runtime/sending/sending-node';

describe('turns', () => {
  /** What was prepared, in an order of its own, and what acted, in the order of the turns. */
  function deferred(): { promise: Promise<void>; resolve: () => void; reject: (error: Error) => void } {
    let resolve: () => void = () => undefined;
    let reject: (error: Error) => void = () => undefined;
    const promise = new Promise<void>((yes, no) => {
      resolve = yes;
      reject = no;
    });
    return { promise, resolve, reject };
  }

  it('are processed in the order in which they were taken, whichever is ready first', async () => {
    const turns = new Turns();
    const acted: number[] = [];
    const ready = [0, 1, 2, 3].map(deferred);
    const ends = ready.map(({ promise }, n) =>
      turns.take(promise, () => {
        acted.push(n);
        return Promise.resolve(n);
      }),
    );
    for (const n of [3, 1, 2, 0]) ready[n]?.resolve();
    assert.deepEqual(await Promise.all(ends), [0, 1, 2, 3]);
    assert.deepEqual(acted, [0, 1, 2, 3]);
  });

  it('are not blocked by one that fails, which still waits for those before it', async () => {
    const turns = new Turns();
    const acted: number[] = [];
    const [first, second] = [deferred(), deferred()];
    const act = (n: number) => () => Promise.resolve(acted.push(n));
    const ends = [
      turns.take(first.promise, act(0)),
      turns.take(second.promise, act(1)),
      turns.take(Promise.resolve(), act(2)),
    ];
    second.reject(new Error('refused'));
    await assert.rejects(ends[1] ?? Promise.resolve(), /refused/);
    assert.deepEqual(acted, []);
    first.resolve();
    await Promise.all([ends[0], ends[2]]);
    assert.deepEqual(acted, [0, 2]);
  });

  it('do not wait until the one before has done its work', async () => {
    const turns = new Turns();
    const slow = deferred();
    const first = turns.take(Promise.resolve(), () => slow.promise);
    await turns.take(Promise.resolve(), () => Promise.resolve());
    slow.resolve();
    await first;
  });
});
