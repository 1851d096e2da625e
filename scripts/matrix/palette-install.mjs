import { createRequire } from 'node:module';
import { delimiter, dirname, join } from 'node:path';
import { run } from '../lib/run.mjs';

const flags = [
  '--no-audit',
  '--no-update-notifier',
  '--no-fund',
  '--save',
  '--save-prefix=~',
  '--omit=dev',
  '--engine-strict',
];

/** Installs the tarball like the palette manager: with Node-RED's own npm, its Node.js and the same flags. */
export async function paletteInstall({ node, redJs, userDir, tarball }) {
  const registry = createRequire(redJs).resolve('@node-red/registry');
  const npmCli = join(dirname(createRequire(registry).resolve('npm/package.json')), 'bin', 'npm-cli.js');
  // A registry that fails for a moment is none of the package's failures.
  const network = { npm_config_prefer_offline: 'true', npm_config_fetch_retries: '5' };
  const env = { ...process.env, ...network, PATH: `${dirname(node)}${delimiter}${process.env.PATH}` };
  await run(node, [npmCli, 'install', ...flags, '--', tarball], {
    cwd: userDir,
    env,
    name: 'npm install',
    quiet: true,
  });
}
