import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Fifo } from '../../../../src/simulator/esendex/push/fifo';

describe('a queue', () => {
  it('returns its items in order, however it is used', () => {
    fc.assert(
      fc.property(fc.array(fc.option(fc.integer(), { nil: 'take' as const })), (steps) => {
        const fifo = new Fifo<number>();
        const model: number[] = [];
        for (const step of steps) {
          if (step === 'take') assert.equal(fifo.shift(), model.shift());
          else model.push(step);
          if (step !== 'take') fifo.push(step);
          assert.equal(fifo.length, model.length);
        }
      }),
    );
  });
});
