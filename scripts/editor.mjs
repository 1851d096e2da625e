import { build } from './build.mjs';
import { findChromium, installChromium } from './lib/chromium.mjs';
import { nodeRedsToUse } from './lib/editors-to-use.mjs';
import { main } from './lib/main.mjs';
import { runMocha } from './lib/mocha.mjs';
import { ensureDependencies } from './setup.mjs';

// Tests the dialogs in Chromium, in the editors of Node-RED 4.1 and 5. With --pictures, takes the README's screenshots.
main(async () => {
  await ensureDependencies();
  const chromium = await chromiumToUse();
  if (!chromium) {
    console.log('editor: skipped, because no Chromium is here; install one, or name it in CHROMIUM');
    return;
  }
  await build();
  // An environment variable, because mocha has no other way to pass something to the specs.
  process.env.PUSHLINE_EDITORS = JSON.stringify({ chromium, nodeReds: await nodeRedsToUse() });
  const args = process.argv.slice(2);
  const isForPictures = args.includes('--pictures');
  if (isForPictures) process.env.PUSHLINE_PICTURES = 'docs/images';
  await runMocha({
    suite: 'editor',
    specs: [isForPictures ? 'test/editor/pictures.spec.ts' : 'test/editor/**/*.spec.ts'],
    timeoutMs: 5 * 60_000,
    args: args.filter((arg) => arg !== '--pictures'),
  });
});

/** In CI a missing Chromium is installed, because a skipped suite would look like a passed one. */
async function chromiumToUse() {
  const found = findChromium();
  if (found || process.env.CI !== 'true') return found;
  await installChromium();
  const installed = findChromium();
  if (!installed) throw new Error('Chromium was installed, and is not where it should be');
  return installed;
}
