import Mocha from 'mocha';
import { record } from './results.mjs';

/** Mocha's spec reporter, which also records its counts under the suite's name. */
export default class CountingReporter extends Mocha.reporters.Spec {
  constructor(runner, options) {
    super(runner, options);
    const suite = options.reporterOptions.suite;
    runner.once('end', () => record(suite, { passed: this.stats.passes, failed: this.stats.failures }));
  }
}
