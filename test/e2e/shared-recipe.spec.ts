import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { postgresBinaries, PostgresServer } from '../support/postgres-server';
import { fetchAfresh } from '../support/fetch-afresh';
import { freePort } from '../support/free-port';
import { eventually } from './support/eventually';
import { RestartingNodeRed } from './support/restarting-node-red';
import { recipe } from './support/shared-recipe';
import { makeUserDir, type UserDir } from './support/user-dir';

const SECRET = 'a-token-of-24-characters';

interface Running {
  name: string;
  nodeRed: RestartingNodeRed;
  userDir: UserDir;
  env: Record<string, string>;
  lines: string[];
}

describe('the Docker Compose file for two Node-REDs on one PostgreSQL, with the same flows, settings and environment', () => {
  let server: PostgresServer;
  const running: Running[] = [];
  const connection = String(recipe.flows().find(({ type }) => type === 'fax-sms-connection')?.id);
  const button = String(recipe.flows().find(({ type }) => type === 'inject')?.id);

  before(async function () {
    if (postgresBinaries === undefined) {
      console.log('    PostgreSQL is not installed here: its recipe is left out');
      this.skip();
    }
    server = await PostgresServer.start();
    await server.sql('CREATE DATABASE pushline');
    const compose = recipe.compose(Object.fromEntries(recipe.variables().map((name) => [name, SECRET])));
    const services = Object.entries(compose.services).filter(([, { build }]) => build !== undefined);
    const ports = [await freePort(), await freePort()];
    for (const [index, [name, { environment = {} }]] of services.entries()) {
      const { DATABASE_URL: url = '', ...rest } = environment;
      const { port, user, password = '' } = server.connection();
      const here = url
        .replace('@database:5432/', `@127.0.0.1:${port}/`)
        .replace(`${user}:${SECRET}`, `${user}:${encodeURIComponent(password)}`);
      running.push(await prepare(name, ports[index] ?? 0, { ...rest, DATABASE_URL: here }));
    }
    await Promise.all(running.map(({ nodeRed }) => nodeRed.start()));
  });

  after(async () => {
    for (const { nodeRed, userDir } of running) {
      await nodeRed.end('SIGTERM');
      await userDir.remove();
    }
    await server?.remove();
  });

  async function prepare(name: string, port: number, env: Record<string, string>): Promise<Running> {
    const userDir = await makeUserDir();
    const settings = JSON.stringify(join(recipe.folder, 'settings.js'));
    const own = `uiHost: '127.0.0.1', telemetry: { enabled: false }`;
    await writeFile(join(userDir.path, 'settings.js'), `module.exports = { ...require(${settings}), ${own} };`);
    await writeFile(join(userDir.path, 'flows.json'), recipe.read('flows.json'));
    const lines: string[] = [];
    const nodeRed = new RestartingNodeRed(userDir.path, port, { env, onLine: (line) => lines.push(line) });
    return { name, nodeRed, userDir, env, lines };
  }

  async function stateOf({ nodeRed }: Running): Promise<string | undefined> {
    const answer = await fetchAfresh(`http://127.0.0.1:${nodeRed.port}/red/fax-sms/connections/${connection}`);
    return ((await answer.json()) as { state?: string }).state;
  }

  async function post({ nodeRed }: Running, path: string, body: object): Promise<void> {
    const answer = await fetchAfresh(`http://127.0.0.1:${nodeRed.port}/red/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    assert(answer.ok, `${path}: ${answer.status} ${await answer.text()}`);
  }

  const said = (text: string): number =>
    running.flatMap(({ lines }) => lines.filter((line) => line.includes(text))).length;
  const isSaid = (text: string, times: number): Promise<void> =>
    eventually(`"${text}" is said ${times} times`, () => Promise.resolve(said(text) >= times));

  async function roles(): Promise<{ holder: Running; standby: Running }> {
    let holder: Running | undefined;
    let standby: Running | undefined;
    await eventually('one holds the account, the other stands by', async () => {
      holder = standby = undefined;
      for (const each of running) {
        const state = await stateOf(each);
        if (state === 'standby') standby = each;
        else if (state === 'polling' || state === 'connected') holder = each;
      }
      return holder !== undefined && standby !== undefined;
    });
    assert(holder && standby);
    return { holder, standby };
  }

  it('has one that asks the provider, and one that stands by', async () => {
    assert.equal(running.length, 2);
    await roles();
  });

  it('brings an SMS that reaches either to one of them', async () => {
    // With each simulator one SMS comes by itself.
    await isSaid('got an SMS', running.length);
    for (const each of running) await post(each, `fax-sms/connections/${connection}/inject`, { kind: 'sms' });
    await isSaid('got an SMS', 2 * running.length);
    assert.equal(said('got an SMS'), 2 * running.length);
  });

  it('sends what either is given, once', async () => {
    for (const each of running) await post(each, `inject/${button}`, {});
    await isSaid('was told: delivered', 2);
    assert.equal(said('was told: delivered'), 2);
  });

  it('is well by the health check of the file', async () => {
    const compose = recipe.compose(Object.fromEntries(recipe.variables().map((name) => [name, SECRET])));
    for (const { name, nodeRed, env } of running) {
      const [, , flag = '', script = ''] = compose.services[name]?.healthcheck?.test ?? [];
      const here = script.replace('127.0.0.1:1880', `127.0.0.1:${nodeRed.port}`);
      const child = spawn(process.execPath, [flag, here], { env: { ...process.env, ...env }, stdio: 'inherit' });
      const [code] = (await once(child, 'exit')) as [number | null];
      assert.equal(code, 0, name);
    }
  });

  it('goes on by the other when the one that sends is killed', async () => {
    // Until now, so that what comes late would be seen.
    assert.deepEqual([said('got an SMS'), said('was told: delivered')], [2 * running.length, 2]);
    const { holder, standby } = await roles();
    await holder.nodeRed.end('SIGKILL');
    await post(standby, `inject/${button}`, {});
    await isSaid('was told: delivered', 3);
    await holder.nodeRed.start();
    await roles();
  });
});
