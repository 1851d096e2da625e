import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { eventually } from './eventually';
import { freePort } from './free-port';
import { unprivileged, type PostgresServer } from './postgres-server';

const folders = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin'];

/** undefined when it is not on this machine. */
export const poolerProgram = folders.map((folder) => join(folder, 'pgbouncer')).find(existsSync);

/** A pgbouncer in transaction mode before a server, where sessions are not kept and notifications get lost. */
export class Pooler {
  readonly port: number;
  readonly #folder: string;
  readonly #child: ChildProcess;

  private constructor(port: number, folder: string, child: ChildProcess) {
    this.port = port;
    this.#folder = folder;
    this.#child = child;
  }

  static async start(program: string, server: PostgresServer): Promise<Pooler> {
    const folder = await mkdtemp(join(tmpdir(), 'pushline-pooler-'));
    const port = await freePort();
    const { user = '', password = '' } = server.connection();
    const settings = {
      ...{ listen_addr: '127.0.0.1', listen_port: port, unix_socket_dir: '' },
      ...{ pool_mode: 'transaction', default_pool_size: 6, auth_type: 'plain', auth_file: join(folder, 'users') },
    };
    const lines = Object.entries(settings).map(([name, value]) => `${name} = ${value}`);
    const config = ['[databases]', `* = host=127.0.0.1 port=${server.port}`, '[pgbouncer]', ...lines].join('\n');
    await writeFile(join(folder, 'users'), `"${user}" "${password}"\n`);
    await writeFile(join(folder, 'pooler.ini'), `${config}\n`);
    const who = unprivileged();
    const { uid, gid } = who;
    for (const path of [folder, join(folder, 'users'), join(folder, 'pooler.ini')]) {
      if (uid !== undefined && gid !== undefined) chownSync(path, uid, gid);
    }
    const child = spawn(program, [join(folder, 'pooler.ini')], { ...who, cwd: folder, stdio: 'ignore' });
    const pooler = new Pooler(port, folder, child);
    await eventually('the pooler listens', () => isListening(port));
    return pooler;
  }

  async stop(): Promise<void> {
    if (this.#child.exitCode === null) {
      const gone = once(this.#child, 'exit');
      this.#child.kill('SIGKILL');
      await gone;
    }
    await rm(this.#folder, { recursive: true, force: true });
  }
}

async function isListening(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  const heard = await Promise.race([
    once(socket, 'connect').then(() => true),
    once(socket, 'error').then(() => false),
  ]).catch(() => false);
  socket.destroy();
  return heard;
}
