import assert from 'node:assert/strict';
import { callReporter } from '../../../../nodes/runtime/simulated/call-reporter';

describe('the calls of a simulated service', () => {
  const told = (...answers: (number | string)[]) => {
    const log: string[] = [];
    const problems: (string | undefined)[] = [];
    const tell = (text: string): void => void log.push(text);
    const hear = callReporter({
      log: { info: tell, warn: tell, error: tell },
      onProblem: (problem) => void problems.push(problem),
    });
    for (const answer of answers) hear(answer);
    return { log, problems };
  };

  it('are not reported while they get through, whatever the answer', () => {
    assert.deepEqual(told(200, 204, 503, 415, 200), { log: [], problems: [] });
  });

  for (const answer of ['refused', 'timeout', 'foreign', 401, 403]) {
    it(`are reported once when they end in ${answer}, and again when that is over`, () => {
      const { log, problems } = told(200, answer, answer, 200);
      assert.deepEqual([problems, log.length], [['not-reached', undefined], 2]);
      assert.ok(log[0]?.includes(String(answer)));
    });
  }

  it('are reported in the log only when there is no answer', () => {
    const { log, problems } = told(404, 404, 200);
    assert.deepEqual([problems, log.length], [[undefined, undefined], 2]);
  });

  it('may be reset once, as by a connection that is just being closed', () => {
    assert.deepEqual(told(200, 'reset', 200).problems, []);
    assert.deepEqual(told(200, 'reset', 'reset').problems, ['not-reached']);
  });
});
