import type { Scope } from '../../domain/event-key';
import type { InstanceRow, Silent } from './seen-instances';
import type { Notification, Sql } from './queries';

/** A sign of life, with everything that the other instances should know. */
export interface Beat {
  number: number;
  /**
   * Set in the first beat of a connection: the process that has had our
   * name until now ('' for none) and is regarded as ended.
   */
  over: string | undefined;
  wants: string;
  seeks: readonly Scope[];
  silent: readonly Silent[];
}

export interface OwnFacts {
  name: string;
  process: string;
  since: number;
  version: string;
}

/** The statements by which instances announce themselves, on the tables of one schema. */
export class BeatQueries {
  readonly #sql: Sql;
  /** Quoted. */
  readonly #schema: string;
  /** The notification that something has changed for the other instances. */
  readonly #notification: Notification;

  constructor(sql: Sql, schema: string, notification: Notification) {
    this.#sql = sql;
    this.#schema = schema;
    this.#notification = notification;
  }

  /** The process that has this name now, and its last beat. */
  async ofName(name: string): Promise<Silent | undefined> {
    const text = `SELECT process, beat FROM ${this.#schema}.instances WHERE name = $1`;
    const [row] = await this.#sql.read<{ process: string; beat: string }>(text, [name]);
    return row && { process: row.process, beat: Number(row.beat) };
  }

  /** Resolves with all instances, including our own. */
  async beat(own: OwnFacts, { number, over = null, wants, seeks, silent }: NullableBeat): Promise<InstanceRow[]> {
    const text = `SELECT ${this.#schema}.beat($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12) AS instances`;
    const ownValues = [own.name, own.process, number, over, own.since, own.version];
    const silentColumns = [silent.map(({ process }) => process), silent.map(({ beat }) => beat)];
    const { channel, name } = this.#notification;
    const values = [...ownValues, wants, seeks, ...silentColumns, channel, name];
    const [row] = await this.#sql.run<{ instances: InstanceRow[] }>(text, values);
    return row?.instances ?? [];
  }

  async leave({ name, process }: OwnFacts): Promise<void> {
    const values = [name, process, this.#notification.channel, this.#notification.name];
    await this.#sql.run(`SELECT ${this.#schema}.leave($1,$2,$3,$4)`, values);
  }
}

type NullableBeat = Omit<Beat, 'over'> & { over?: string | null | undefined };
