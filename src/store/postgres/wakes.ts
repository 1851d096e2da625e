import { randomUUID } from 'node:crypto';
import type { Client, QueryResultRow } from 'pg';
import type { Clock, Timer } from '../../domain/clock';
import type { Log } from '../../domain/log';
import { hangUp, newClient } from './closing-client';
import type { PostgresPool } from './pool';
import type { Notification } from './queries';

/** Each NOTIFY takes a lock that all commits of the database wait for, so not every batch sends one. */
const SEND_EVERY_MS = 50;
const OF_INSTANCES = 'instances ';
const PROBE_MS = 2_000;
const RETRY_MS = 2_000;
/** How often to look when notifications arrive, and when they do not. */
const LOOK_BEHIND_MS = 30_000;
const LOOK_MS = 2_000;

export interface WakesOptions {
  pool: Pick<PostgresPool, 'config' | 'run' | 'read'>;
  /** Quoted. */
  schema: string;
  channel: string;
  clock: Clock;
  log: Log;
  /** Another instance may have written. Must not throw. */
  onWake: () => void;
  /** Another instance has come, gone or changed what it holds or wants. Must not throw. */
  onInstances: () => void;
}

/**
 * Reports that another instance has written, so that what waits here looks again: by LISTEN and NOTIFY or, if
 * notifications do not arrive (a pooler in transaction mode loses them), by looking every two seconds.
 */
export class Wakes {
  readonly #options: WakesOptions;
  /** The sender's name, by which this instance ignores its own notifications. */
  readonly #name = randomUUID();
  #client: Client | undefined;
  #isNotified = false;
  #isProbed = false;
  #lastSeen = '';
  #looksOnceMore = false;
  #sentAt = -Infinity;
  #isOver = false;
  #announcing: Timer | undefined;
  #looking: Timer | undefined;
  #retrying: Timer | undefined;

  constructor(options: WakesOptions) {
    this.#options = options;
  }

  /** Whether notifications arrive: then no pooler shares our connections with others. */
  get isNotified(): boolean {
    return this.#isNotified;
  }

  /** The notification that something about the instances has changed. */
  get instancesNotification(): Notification {
    return { channel: this.#options.channel, name: `${OF_INSTANCES}${this.#name}` };
  }

  start(): void {
    void this.#listen();
    this.#lookLater();
  }

  /** What the next commit should send; undefined: the last one is too recent. Call `committed` after the commit. */
  notification(): Notification | undefined {
    const { clock, channel } = this.#options;
    if (clock.monotonic() - this.#sentAt < SEND_EVERY_MS) return undefined;
    this.#announcing?.cancel();
    this.#announcing = undefined;
    return { channel, name: this.#name };
  }

  /**
   * A commit is done, or has failed. Unless it sent a notification, what was written is announced soon. Not before it is
   * done: a notification that overtakes the commit wakes instances that do not see it yet.
   */
  committed(sent?: Notification): void {
    const { clock } = this.#options;
    if (sent !== undefined) this.#sentAt = clock.monotonic();
    else this.#announcing ??= clock.after(SEND_EVERY_MS, () => this.#announce());
  }

  stop(): void {
    this.#isOver = true;
    for (const timer of [this.#announcing, this.#looking, this.#retrying]) timer?.cancel();
    if (this.#client) hangUp(this.#client);
  }

  async #listen(): Promise<void> {
    const { pool, channel } = this.#options;
    const client = newClient(pool.config);
    this.#client = client;
    client.on('error', () => this.#listenLater(client));
    client.on('end', () => this.#listenLater(client));
    client.on('notification', ({ payload }) => this.#notified(payload));
    try {
      await client.connect();
      await client.query(`LISTEN ${channel}`);
      await this.#notify();
      // Notifications sent before we listened were missed.
      this.#options.onWake();
      if (!this.#isProbed) this.#options.clock.after(PROBE_MS, () => this.#judge());
    } catch {
      this.#listenLater(client);
    }
  }

  #listenLater(client: Client): void {
    if (this.#client !== client || this.#isOver) return;
    this.#client = undefined;
    hangUp(client);
    this.#retrying = this.#options.clock.after(RETRY_MS, () => void this.#listen());
  }

  async #notify(): Promise<void> {
    await this.#options.pool.run('SELECT pg_notify($1, $2)', [this.#options.channel, this.#name]);
  }

  /** Without other instances it would be a commit, and a sync, for nothing. */
  #announce(): void {
    const { pool, schema, channel, clock } = this.#options;
    const others = `(SELECT count(*) FROM ${schema}.writers WHERE NOT closed) > 1`;
    this.#announcing = undefined;
    this.#sentAt = clock.monotonic();
    void pool.run(`SELECT pg_notify($1, $2) WHERE ${others}`, [channel, this.#name]).catch(() => undefined);
  }

  #notified(payload: string | undefined): void {
    this.#isNotified = true;
    if (payload === undefined || payload.endsWith(this.#name)) return;
    if (payload.startsWith(OF_INSTANCES)) this.#options.onInstances();
    else this.#options.onWake();
  }

  #judge(): void {
    this.#isProbed = true;
    if (this.#isNotified || this.#isOver) return;
    const { log } = this.#options;
    log.warn('store: no notifications arrive from the database (a pooler in transaction mode?): it is asked every 2 s');
  }

  #lookLater(): void {
    if (this.#isOver) return;
    this.#looking = this.#options.clock.after(this.#isNotified ? LOOK_BEHIND_MS : LOOK_MS, () => {
      void this.#look().finally(() => this.#lookLater());
    });
  }

  async #look(): Promise<void> {
    const text = `SELECT last_value FROM ${this.#options.schema}.orders`;
    const [row] = await this.#ask<{ last_value: string }>(text).catch(() => []);
    if (row === undefined) return;
    const isNew = row.last_value !== this.#lastSeen;
    // A sequence moves before its commit is done, so a wake at once may come too early.
    if (isNew || this.#looksOnceMore) this.#options.onWake();
    this.#lastSeen = row.last_value;
    this.#looksOnceMore = isNew;
  }

  /**
   * On the connection that listens, if notifications arrive. It waits for most of the time, so it may have broken without
   * anybody noticing, and something on the way may drop it because it is idle.
   */
  async #ask<T extends QueryResultRow>(text: string): Promise<T[]> {
    const client = this.#client;
    if (client === undefined || !this.#isNotified) return this.#options.pool.read<T>(text);
    try {
      return (await client.query<T>(text)).rows;
    } catch (error) {
      this.#listenLater(client);
      throw error;
    }
  }
}
