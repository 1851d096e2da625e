import { channel } from 'node:diagnostics_channel';
import Mocha from 'mocha';
import { record } from './results.mjs';

/** The time that specs have for closing things after the last test. */
const LINGER_MS = 30_000;

/**
 * Rigs of the specs tell on the one what they have seen, into the array that is published; the other says when to
 * forget it.
 */
const failure = channel('pushline.test.failure');
const beginning = channel('pushline.test.beginning');

/**
 * Mocha's spec reporter, which also records the counts under the suite's name. If something was left open that keeps
 * the process alive, it names that and ends the process, instead of letting the run hit its time limit.
 */
export default class CountingReporter extends Mocha.reporters.Spec {
  constructor(runner, options) {
    super(runner, options);
    const suite = options.reporterOptions.suite;
    const evidence = new Map();
    runner.on('suite', ({ root, parent }) => !root && parent.root && beginning.publish({}));
    runner.on('fail', (test) => {
      const told = [];
      failure.publish(told);
      evidence.set(test, told);
      for (const text of told) console.log(indented(text));
    });
    runner.once('end', () => {
      const failures = this.failures.map((test) =>
        [test.fullTitle(), reasonOf(test.err), ...(evidence.get(test) ?? []).map(indented)].join('\n'),
      );
      record(suite, { passed: this.stats.passes, failed: this.stats.failures, failures });
      setTimeout(endAnyway, LINGER_MS, this.stats.failures).unref();
    });
  }
}

const MOST_LINES = 60;

/** The message of a failure (with actual and expected values) and the top of its stack. */
function reasonOf({ message = '', stack = '' } = {}) {
  const at = stack.slice(stack.indexOf(message) + message.length).trimStart();
  return [...message.split('\n').slice(0, MOST_LINES), ...at.split('\n').slice(0, 3)]
    .map((line) => indented(line.trimEnd()))
    .join('\n');
}

function indented(text) {
  return text.replace(/^/gm, '  ');
}

function endAnyway(failures) {
  console.error(`something is still open after the last spec: ${process.getActiveResourcesInfo().join(', ')}`);
  process.exit(failures > 0 ? 1 : 0);
}
