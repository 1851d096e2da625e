import { fileURLToPath } from 'node:url';
import { join } from 'node:path';
import { root } from './root.mjs';
import { run } from './run.mjs';

/**
 * Runs mocha on spec files (globs). `args` are passed to mocha; spec files among them replace `specs`. The
 * configuration file is not used, because mocha would add its specs to the named ones.
 */
export async function runMocha({ suite, specs, ignore = [], timeoutMs, args = [] }) {
  const named = args.filter((arg) => arg.endsWith('.ts'));
  const reporter = fileURLToPath(new URL('counting-reporter.mjs', import.meta.url));
  await run(
    process.execPath,
    [
      join(root, 'node_modules', 'mocha', 'bin', 'mocha.js'),
      '--no-config',
      '--import=tsx',
      '--forbid-only',
      `--timeout=${timeoutMs}`,
      `--reporter=${reporter}`,
      `--reporter-option=suite=${suite}`,
      ...args.filter((arg) => !named.includes(arg)),
      ...(named.length > 0 ? named : [...specs, ...ignore.map((glob) => `--ignore=${glob}`)]),
    ],
    { cwd: root, name: `mocha (${suite})` },
  );
}
