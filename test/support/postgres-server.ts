import { spawn, execFileSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, chownSync, existsSync, readdirSync, statfsSync } from 'node:fs';
import { cp, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Client } from 'pg';
import type { PostgresConnection } from '../../src/store/postgres/postgres-connection';
import { freePort } from './free-port';

const START_MS = 50_000;
const PASSWORD = 'a test like any other';

/**
 * The folder of initdb and postgres, which Debian does not put into the PATH; undefined when they are not installed.
 */
function findBinaries(): string | undefined {
  const debian = '/usr/lib/postgresql';
  const versions = existsSync(debian) ? readdirSync(debian).sort((a, b) => Number(b) - Number(a)) : [];
  const folders = [
    ...(process.env['PATH'] ?? '').split(delimiter),
    ...versions.map((version) => join(debian, version, 'bin')),
  ];
  const having = (...programs: string[]) =>
    folders.find((folder) => programs.every((program) => existsSync(join(folder, program))));
  return having('initdb', 'postgres', 'pg_basebackup') ?? having('initdb', 'postgres');
}

export const postgresBinaries = findBinaries();

interface Who {
  uid?: number;
  gid?: number;
}

/** PostgreSQL refuses to run as root. */
export function unprivileged(): Who {
  if (process.getuid?.() !== 0) return {};
  const idOf = (flag: string): number => Number(execFileSync('id', [flag, 'nobody'], { encoding: 'utf8' }));
  return { uid: idOf('-u'), gid: idOf('-g') };
}

/** A disk in memory, on Linux. */
const MEMORY = '/dev/shm';
const ROOM = 2 * 1024 ** 3;

/** Memory if there is room: a store has deadlines, and a busy disk may stand still for seconds. */
function parentInMemory(): string {
  const { bavail, bsize } = existsSync(MEMORY) ? statfsSync(MEMORY) : { bavail: 0, bsize: 0 };
  return bavail * bsize > ROOM ? MEMORY : tmpdir();
}

/** A PostgreSQL server of the tests, on loopback and in a temporary folder. */
export class PostgresServer {
  readonly #bin: string;
  readonly #folder: string;
  readonly #who: Who;
  readonly port: number;
  #child: ChildProcess | undefined;

  private constructor(bin: string, folder: string, who: Who, port: number) {
    this.#bin = bin;
    this.#folder = folder;
    this.#who = who;
    this.port = port;
  }

  /** On a real disk, whose syncs take time, if that is what is measured. */
  static startOnDisk(): Promise<PostgresServer> {
    return PostgresServer.start(tmpdir());
  }

  /** `parent`: the folder in which all its files are kept, in a folder of their own. */
  static async start(parent = parentInMemory()): Promise<PostgresServer> {
    if (postgresBinaries === undefined) throw new Error('there is no PostgreSQL on this machine');
    const who = unprivileged();
    const folder = await mkdtemp(join(parent, 'pushline-pg-'));
    const secret = join(folder, 'password');
    await writeFile(secret, PASSWORD);
    if (who.uid !== undefined && who.gid !== undefined) {
      for (const path of [folder, secret]) chownSync(path, who.uid, who.gid);
    }
    chmodSync(folder, 0o700);
    const server = new PostgresServer(postgresBinaries, folder, who, await freePort());
    const args = [
      '-D',
      join(folder, 'data'),
      '-U',
      'pushline',
      '-A',
      'scram-sha-256',
      `--pwfile=${secret}`,
      '--no-sync',
    ];
    execFileSync(join(postgresBinaries, 'initdb'), [...args, '-E', 'UTF8', '--locale=C'], {
      ...who,
      cwd: folder,
      stdio: 'ignore',
    });
    try {
      await server.run();
    } catch (error) {
      // A running child would keep the tests from ending.
      await server.remove();
      throw error;
    }
    return server;
  }

  connection(changes: Partial<PostgresConnection> = {}): PostgresConnection {
    const { port } = this;
    return { host: '127.0.0.1', port, database: 'postgres', user: 'pushline', password: PASSWORD, ...changes };
  }

  async run(more: readonly string[] = []): Promise<void> {
    const settings = [
      ...more,
      'listen_addresses=127.0.0.1',
      `unix_socket_directories=${this.#folder}`,
      'max_connections=200',
    ];
    const args = ['-D', join(this.#folder, 'data'), '-p', String(this.port)];
    this.#child = spawn(join(this.#bin, 'postgres'), [...args, ...settings.flatMap((setting) => ['-c', setting])], {
      ...this.#who,
      cwd: this.#folder,
      stdio: 'ignore',
    });
    await this.#answers();
  }

  #giveAway(path: string): void {
    const { uid, gid } = this.#who;
    if (uid !== undefined && gid !== undefined) execFileSync('chown', ['-R', `${uid}:${gid}`, path]);
  }

  async #isPrimary(): Promise<void> {
    const end = performance.now() + START_MS;
    for (;;) {
      const [row] = await this.sql('SELECT pg_is_in_recovery() AS standby');
      if (row?.['standby'] === false) return;
      if (performance.now() > end) throw new Error('the server is still a standby');
      await pause(50);
    }
  }

  /** Resolves when this server answers. Checks its folder, because another server may be on the port. */
  async #answers(): Promise<void> {
    const end = performance.now() + START_MS;
    const where = join(this.#folder, 'data');
    for (;;) {
      const [row] = await this.sql('SHOW data_directory').catch(() => []);
      if (row?.['data_directory'] === where) return;
      if (this.#child?.exitCode !== null) throw new Error(`PostgreSQL could not start on port ${this.port}`);
      if (performance.now() > end) throw new Error('PostgreSQL does not answer');
      await pause(50);
    }
  }

  /** Halts the server. SIGINT: at once but in order. SIGQUIT: like a crash, together with its children. */
  async halt(signal: 'SIGINT' | 'SIGQUIT' = 'SIGINT'): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    if (child === undefined || child.exitCode !== null) return;
    const gone = once(child, 'exit');
    child.kill(signal);
    await gone;
  }

  /** Offers TLS from now on, without requiring it. */
  async offerTls(certificate: Buffer, key: Buffer): Promise<void> {
    for (const [name, bytes] of [
      ['server.crt', certificate],
      ['server.key', key],
    ] as const) {
      const path = join(this.#folder, 'data', name);
      await writeFile(path, bytes);
      this.#giveAway(path);
      chmodSync(path, 0o600);
    }
    await this.sql('ALTER SYSTEM SET ssl = on');
    await this.sql('SELECT pg_reload_conf()');
  }

  /** Copies the files after a shutdown, for `revert`, and starts the server again. */
  async snapshot(): Promise<string> {
    await this.halt();
    const copy = join(this.#folder, `copy-${performance.now()}`);
    await cp(join(this.#folder, 'data'), copy, { recursive: true, preserveTimestamps: true });
    this.#giveAway(copy);
    await this.run();
    return copy;
  }

  /** Goes back to a snapshot, like a virtual machine that is reverted. The server must be halted. */
  async revert(copy: string): Promise<void> {
    await rm(join(this.#folder, 'data'), { recursive: true });
    await rename(copy, join(this.#folder, 'data'));
    await this.run();
  }

  /** Starts like a standby that takes over, or like a point-in-time restore. The server must be halted. */
  async promote(): Promise<void> {
    const signal = join(this.#folder, 'data', 'recovery.signal');
    await writeFile(signal, '');
    this.#giveAway(signal);
    await this.run(['restore_command=false']);
    await this.#isPrimary();
  }

  /** Starts a second server that follows this one and is read-only until `SELECT pg_promote()`. */
  async startStandby(): Promise<PostgresServer> {
    const bin = this.#bin;
    const who = this.#who;
    const folder = await mkdtemp(join(dirname(this.#folder), 'pushline-pg-'));
    const standby = new PostgresServer(bin, folder, who, await freePort());
    standby.#giveAway(folder);
    const from = ['-h', '127.0.0.1', '-p', String(this.port), '-U', 'pushline', '-D', join(folder, 'data')];
    execFileSync(join(bin, 'pg_basebackup'), [...from, '-R', '-c', 'fast', '--no-sync'], {
      ...who,
      cwd: folder,
      env: { PGPASSWORD: PASSWORD },
      stdio: 'ignore',
    });
    try {
      await standby.run();
    } catch (error) {
      await standby.remove();
      throw error;
    }
    return standby;
  }

  async sql(text: string, values: unknown[] = []): Promise<Record<string, unknown>[]> {
    const client = new Client(this.connection());
    client.on('error', () => undefined);
    await client.connect();
    try {
      return (await client.query<Record<string, unknown>>(text, values)).rows;
    } finally {
      await client.end();
    }
  }

  /**
   * Keeps the locks that a statement takes, as a commit does that waits for its standby. Resolves with what ends it.
   */
  async hold(statement: string): Promise<() => Promise<void>> {
    const client = new Client(this.connection());
    client.on('error', () => undefined);
    await client.connect();
    await client.query('BEGIN');
    await client.query(statement);
    return () => client.end();
  }

  async remove(): Promise<void> {
    await this.halt();
    await rm(this.#folder, { recursive: true, force: true });
  }
}
