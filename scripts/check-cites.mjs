import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { brokenCites } from './lib/check-cites.mjs';
import { root } from './lib/root.mjs';

// Checks that the documents and headings cited in comments exist.
const listed = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
  cwd: root,
  encoding: 'utf8',
});
const files = listed
  .split('\n')
  .filter((file) => /\.(ts|mjs|cjs|js|md|html|yml)$/.test(file) && file !== 'test/scripts/check-cites.spec.ts')
  .map((file) => join(root, file))
  .filter((file) => existsSync(file));

const broken = brokenCites(files, root);
for (const line of broken) console.error(line);
if (broken.length > 0) process.exitCode = 1;
