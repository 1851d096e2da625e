import { spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { main } from '../lib/main.mjs';
import { cache, root } from '../lib/root.mjs';

// Not `.data`, which has the developer's own flows.
const userDir = join(cache, 'first-steps');

/** The lines that `npm start` must show, with how often. */
const wanted = [
  ['  marked received', 3],
  ['  SMS, line ', 3],
  ['  fax sent: succeeded', 1],
  ['  Aculab: fax received, page 1, page 2, succeeded', 1],
  ['  Aculab: fax sent, page 1, page 2, page 3, succeeded', 1],
  ['  Aculab: fax sent, page 1, cancelled', 1],
  ['  Aculab: SMS received', 1],
  ['  Aculab: SMS sent, delivered', 1],
];

/** Half a minute on a quiet machine, after the build. */
const GIVE_UP_MS = 5 * 60_000;
const SECOND_ENDS_MS = 60_000;

// Does what a newcomer does first: `npm start`, watches faxes and texts come and go at each provider, and stops it.
main(async () => {
  rmSync(userDir, { recursive: true, force: true });
  const child = spawn('npm', ['start', '--', userDir], { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] });
  // npm itself ends at once, but its output ends only with the last process that it has started.
  const ended = new Promise((resolve) => child.once('close', resolve));
  const giveUp = setTimeout(() => child.kill('SIGTERM'), GIVE_UP_MS);
  const lines = [];
  let second;
  const missing = () => wanted.filter(([text, times]) => lines.filter((line) => line.includes(text)).length < times);
  createInterface({ input: child.stdout }).on('line', (line) => {
    console.log(line);
    lines.push(line);
    if (line.startsWith('  Editor  ')) second = startAgain();
    if (missing().length === 0) child.kill('SIGTERM');
  });
  await ended;
  clearTimeout(giveUp);
  for (const [text, times] of missing()) throw new Error(`npm start has not shown "${text.trim()}" ${times} time(s)`);
  if (!lines.includes('Node-RED has stopped.')) throw new Error('npm start did not stop Node-RED cleanly');
  const noise = lines.filter((line) => line.includes('[warn]') || line.includes('[error]'));
  if (noise.length > 0) throw new Error(`npm start warns a newcomer: ${noise[0]}`);
  const said = (await second) ?? '';
  if (!/^It runs already at http:.*/m.test(said) || said.includes('Building')) {
    throw new Error(`a second npm start in the same folder said: ${said}`);
  }
});

/** Runs `npm start` a second time; resolves with its output. It must end soon by itself. */
function startAgain() {
  const child = spawn('npm', ['start', '--', userDir], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'inherit'],
    timeout: SECOND_ENDS_MS,
  });
  let said = '';
  child.stdout.on('data', (text) => (said += text));
  return new Promise((resolve) => child.once('close', () => resolve(said)));
}
