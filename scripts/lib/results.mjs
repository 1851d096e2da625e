import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cache } from './root.mjs';

const folder = join(cache, 'results');
const file = (suite) => join(folder, `${suite}.json`);

/** Records a suite's counts for the sum at the end of a CI run. `failures` say which tests failed and why. */
export function record(suite, { passed, failed, failures = [] }) {
  mkdirSync(folder, { recursive: true });
  writeFileSync(file(suite), JSON.stringify({ passed, failed, failures }));
}

/** Closes a suite by its exit code. A suite without counts is one test; a suite that crashed has one failure more. */
export function closeSuite(suite, exitCode) {
  const counted = existsSync(file(suite)) ? read(suite) : { passed: exitCode === 0 ? 1 : 0, failed: 0 };
  if (exitCode !== 0 && counted.failed === 0) counted.failed = 1;
  record(suite, counted);
}

export function sum() {
  const total = { passed: 0, failed: 0, failures: [] };
  for (const name of existsSync(folder) ? readdirSync(folder) : []) {
    const suite = name.replace(/\.json$/, '');
    const { passed, failed, failures = [] } = read(suite);
    total.passed += passed;
    total.failed += failed;
    total.failures.push(...failures.map((failure) => `${suite}: ${failure}`));
  }
  return total;
}

function read(suite) {
  return JSON.parse(readFileSync(file(suite), 'utf8'));
}
