import { AdminError } from '../admin-answer';

const IGNORABLE = ['dead', 'unknown'] as const;
export type Ignorable = (typeof IGNORABLE)[number];

/** What counts as healthy, as the monitor asks for it. */
export interface HealthQuery {
  /** For this long a connection may fail, and a job's outcome be unknown. */
  graceMs: number;
  ignore: readonly Ignorable[];
  /** Id or name of the only connection asked about; undefined: all. */
  connection: string | undefined;
}

const NAMES = ['grace', 'ignore', 'connection'];
const GRACE_S = 300;
const LONGEST_S = 7 * 24 * 60 * 60;

/** Throws `AdminError` for anything unknown: a typing error in a monitor's address must not silently mean a default. */
export function healthQuery(query: Record<string, unknown>): HealthQuery {
  const unknown = Object.keys(query).find((name) => !NAMES.includes(name));
  if (unknown !== undefined) throw new AdminError(400, `only ${NAMES.join(', ')} can be asked for`);
  const { grace, ignore, connection } = query;
  return {
    graceMs: graceOf(grace) * 1_000,
    ignore: ignore === undefined ? [] : ignored(ignore),
    connection: connection === undefined ? undefined : textOf('connection', connection),
  };
}

function graceOf(grace: unknown): number {
  if (grace === undefined) return GRACE_S;
  const seconds = /^\d{1,6}$/.test(textOf('grace', grace)) ? Number(grace) : Infinity;
  if (seconds > LONGEST_S) throw new AdminError(400, 'grace must be a number of seconds, a week at most');
  return seconds;
}

function ignored(ignore: unknown): Ignorable[] {
  return textOf('ignore', ignore)
    .split(',')
    .map((name) => {
      const known = IGNORABLE.find((one) => one === name.trim());
      if (!known) throw new AdminError(400, `ignore takes ${IGNORABLE.join(', ')}`);
      return known;
    });
}

function textOf(name: string, value: unknown): string {
  if (typeof value !== 'string' || value === '') throw new AdminError(400, `${name} must be given once, with a value`);
  return value;
}
