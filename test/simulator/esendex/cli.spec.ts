import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { basic } from './harness';
import { Receiver } from './receiver';

function start(...flags: string[]): ChildProcess & { stdout: NodeJS.ReadableStream; stderr: NodeJS.ReadableStream } {
  return spawn(process.execPath, ['--import', 'tsx', 'src/simulator/esendex/cli.ts', ...flags], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

describe('the Esendex simulator as a process', () => {
  it('prints its URLs on one line, does as its flags say and ends on SIGTERM', async () => {
    const receiver = await Receiver.start();
    const child = start(
      ...['--username', 'me@example.com', '--password', 'flag', '--time-scale', '100'],
      ...['--target', receiver.url, '--protocol', 'form'],
    );
    const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
    const { baseUrl, controlUrl } = JSON.parse(line) as Record<string, string>;
    const headers = { authorization: basic('me@example.com:flag') };
    assert.equal((await fetch(`${String(baseUrl)}/v1.0/accounts`, { headers })).status, 200);
    assert.equal((await fetch(`${String(controlUrl)}/inject`, { method: 'POST', body: '{}' })).status, 200);
    await receiver.until(1);
    assert.match(receiver.received[0]?.text ?? '', /notificationType=MessageReceived/);
    child.kill('SIGTERM');
    assert.deepEqual(await once(child, 'exit'), [0, null]);
    await receiver.close();
  });

  it('says what is wrong with a flag', async () => {
    const child = start('--protocol', 'json');
    const [line] = (await once(createInterface(child.stderr), 'line')) as [string];
    assert.match(line, /--protocol is one of xml, form, soap/);
    if (child.exitCode === null) await once(child, 'exit');
    assert.equal(child.exitCode, 1);
  });
});
