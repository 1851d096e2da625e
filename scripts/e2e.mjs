import { build } from './build.mjs';
import { main } from './lib/main.mjs';
import { runMocha } from './lib/mocha.mjs';
import { ensureDependencies } from './setup.mjs';

// Runs the slow suites: real Node-RED processes that are killed, redeployed and kept under load for minutes.
main(async () => {
  await ensureDependencies();
  await build();
  await runMocha({
    suite: 'e2e',
    specs: ['test/e2e/**/*.spec.ts'],
    timeoutMs: 20 * 60_000,
    args: process.argv.slice(2),
  });
});
