import { channel } from 'node:diagnostics_channel';
import Mocha from 'mocha';
import { record } from './results.mjs';

/** What a spec may still have to close after the last one. */
const LINGER_MS = 30_000;

/** Rigs of the specs tell on the one what they have seen, into the array that is published; the other says when to forget it. */
const failure = channel('pushline.test.failure');
const beginning = channel('pushline.test.beginning');

/**
 * Mocha's spec reporter, which also records its counts under the suite's name. Something that was left open must not keep
 * a whole run until its time limit, which would tell nothing: it is named.
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

/** With where, and what was found instead of what was expected. */
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
