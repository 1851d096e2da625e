import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { Customer } from './customer';
import { basic } from './harness';

describe('the Aculab simulator as a process', () => {
  it('prints its URLs on one line, does as its flags say and ends on SIGTERM', async () => {
    const customer = await Customer.start();
    const asked = new Promise<void>((resolve) => {
      customer.answers['/final'] = () => {
        resolve();
        return { status: 200, body: customer.actions() };
      };
    });
    const flags = ['--target', customer.url, '--api-key', 'flag', '--service-password', 'other', '--time-scale', '100'];
    const child = spawn(process.execPath, ['--import', 'tsx', 'src/simulator/aculab/cli.ts', ...flags], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
    const { baseUrl, controlUrl } = JSON.parse(line) as Record<string, string>;
    const status = async (path: string, login: string) =>
      (await fetch(`${String(baseUrl)}${path}`, { headers: { authorization: basic(login) } })).status;
    assert.equal(await status('/security/protocol_check', '1-2-0/demo@example.com:flag'), 200);
    assert.equal(await status('/service_start', '1-2-0/demo@example.com/Pushline:other'), 400);
    assert.equal((await fetch(`${String(controlUrl)}/inject`, { method: 'POST', body: '{}' })).status, 200);
    await asked;
    child.kill('SIGTERM');
    assert.deepEqual(await once(child, 'exit'), [0, null]);
    await customer.close();
  });
});
