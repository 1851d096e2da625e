import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const SCRIPTS = join(__dirname, '..', '..', 'scripts');
/** Mocha itself loads it, and so is there. */
const LOADED_LATER = ['lib/counting-reporter.mjs'];

/** On a fresh clone nothing is installed when `npm test` and `npm start` begin: they install it. */
describe('the scripts', () => {
  const files = readdirSync(SCRIPTS, { recursive: true, encoding: 'utf8' })
    .map((file) => file.replaceAll('\\', '/'))
    .filter((file) => file.endsWith('.mjs') && !LOADED_LATER.includes(file));

  it('import no package when they are read, only where they use it', () => {
    assert.ok(files.length > 20);
    const packages = files.flatMap((file) =>
      [...readFileSync(join(SCRIPTS, file), 'utf8').matchAll(/^(?:import|export)\b[^;]*?from '([^']+)'/gm)]
        .map(([, from = '']) => from)
        .filter((from) => !/^(\.|node:)/.test(from))
        .map((from) => `${file}: ${from}`),
    );
    assert.deepEqual(packages, []);
  });
});
