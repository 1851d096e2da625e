import { build } from './build.mjs';
import { main } from './lib/main.mjs';
import { runMocha } from './lib/mocha.mjs';
import { ensureTools } from './lib/tools.mjs';
import { ensureDependencies } from './setup.mjs';

// npm test [-- mocha's arguments], such as npm test -- test/store/level/*.spec.ts or npm test -- --grep lease
main(async () => {
  await ensureDependencies();
  await ensureTools();
  await build();
  await runMocha({
    suite: 'test',
    specs: ['test/**/*.spec.ts'],
    ignore: ['test/e2e/**', 'test/editor/**'],
    // Only against tests that hang: how long a test takes on a busy machine says nothing.
    timeoutMs: 5 * 60_000,
    args: process.argv.slice(2),
  });
});
