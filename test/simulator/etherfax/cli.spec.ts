import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

describe('the simulator as a process', () => {
  it('prints its URLs on one line, takes its secrets from flags and ends on SIGTERM', async () => {
    const flags = ['--api-key', 'flag-key', '--push-token', 'flag-token', '--time-scale', '100'];
    const child = spawn(process.execPath, ['--import', 'tsx', 'src/simulator/etherfax/cli.ts', ...flags], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
    const { baseUrl, pushUrl, controlUrl } = JSON.parse(line) as Record<string, string>;
    assert.match(pushUrl ?? '', /^ws:\/\/127\.0\.0\.1:\d+\/push$/);
    const account = await fetch(`${baseUrl}/accounts?a=status`, { headers: { authorization: 'Bearer flag-key' } });
    assert.equal(account.status, 200);
    assert.equal((await fetch(`${controlUrl}/state`)).status, 200);
    child.kill('SIGTERM');
    assert.deepEqual(await once(child, 'exit'), [0, null]);
  });
});
