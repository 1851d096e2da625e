import assert from 'node:assert/strict';
import { outputName, outputOf } from '../../../nodes/rules/outputs';

describe('the output on which a sending node tells an end', () => {
  for (const [state, name] of [
    ['succeeded', 'delivered'],
    ['delivered', 'delivered'],
    ['failed', 'failed'],
    ['cancelled', 'failed'],
    ['rejected', 'failed'],
    ['expired', 'failed'],
    ['unknown', 'unknown'],
  ] as const) {
    it(`of ${state} is ${name}, or finished where that is one for all`, () => {
      for (const outputs of [4, '4']) assert.equal(outputName(outputOf(state, outputs), outputs), name);
      for (const outputs of [2, '2', undefined, 'x', 3]) {
        assert.equal(outputName(outputOf(state, outputs), outputs), 'finished');
      }
    });
  }
});
