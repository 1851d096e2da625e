import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { main } from '../lib/main.mjs';
import { root } from '../lib/root.mjs';

const wanted = 3;

// What a newcomer does first: `npm start`, see a few faxes and texts come in and be marked received, and one go out; stop it.
main(async () => {
  const child = spawn('npm', ['start'], { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] });
  // npm itself ends at once; its output ends with the last process that it has started.
  const ended = new Promise((resolve) => child.once('close', resolve));
  const giveUp = setTimeout(() => child.kill('SIGTERM'), 120_000);
  let marked = 0;
  let texts = 0;
  let sent = 0;
  let stopped = false;
  createInterface({ input: child.stdout }).on('line', (line) => {
    console.log(line);
    if (line.includes('  marked received')) marked += 1;
    if (line.includes('  SMS, line ')) texts += 1;
    if (line.includes('  fax sent: succeeded')) sent += 1;
    if (marked >= wanted && texts >= wanted && sent > 0) child.kill('SIGTERM');
    if (line === 'Node-RED has stopped.') stopped = true;
  });
  await ended;
  clearTimeout(giveUp);
  if (marked < wanted) throw new Error(`npm start showed ${marked} faxes marked received, not ${wanted}`);
  if (texts < wanted) throw new Error(`npm start showed ${texts} texts, not ${wanted}`);
  if (sent === 0) throw new Error('npm start showed no fax that was sent');
  if (!stopped) throw new Error('npm start did not stop Node-RED cleanly');
});
