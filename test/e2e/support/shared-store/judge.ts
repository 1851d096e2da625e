import type { Instance } from './instance';
import { CAN_TELL, LINES, type LineName, type Providers } from './lines';
import type { Order } from './load';
import type { OfferedRecord, SentRecord, SharedRecord, StatusRecord } from './shared-flow';

type Count = Record<string, number>;
type Wrong = Record<string, string[]>;

export interface Judged {
  table: Count;
  wrong: Wrong;
}

export async function recordsOf(instances: readonly Instance[]): Promise<SharedRecord[]> {
  return (await Promise.all(instances.map((instance) => instance.records()))).flat();
}

/** What came in, beside what the providers had. */
export function judgeEvents(records: readonly SharedRecord[], providers: Providers): Judged {
  const offers = records.filter((record): record is OfferedRecord => record.step === 'offered');
  const statuses = records.filter((record): record is StatusRecord => record.step === 'status');
  const marking = new Set(
    records.flatMap((record) => (record.step.startsWith('marking') && 'key' in record ? [record.key] : [])),
  );
  const arrived = providers.arrived();
  const byKey = grouped([...offers, ...statuses], ({ key }) => key);
  const offered = new Set(offers.map(({ id }) => id.toLowerCase()));
  const documents = providers.documents();
  const marked = providers.etherfax.marks().map(({ jobId }) => jobId.toLowerCase());
  const markedByFlow = new Set([...marking].map((key) => key.slice(key.lastIndexOf(':') + 1)));
  return {
    table: {
      events: arrived.size,
      offered: offers.length,
      redelivered: offers.filter(({ redelivered }) => redelivered).length,
      statuses: statuses.length,
      'marked by the other': records.filter(({ step }) => step === 'marking for the other').length,
    },
    wrong: {
      lost: [...arrived].filter((id) => !offered.has(id)),
      'a fax without its document': offers.flatMap(({ id, bytes }) =>
        bytes === undefined || bytes === documents.get(id.toLowerCase()) ? [] : [id],
      ),
      'entered twice, not saying so': [...byKey].flatMap(([key, all]) => (isTwice(all) ? [key] : [])),
      'marked though the flow had not': marked.filter((id) => !markedByFlow.has(id)),
      'offered, never arrived': [...offered].filter((id) => !arrived.has(id)),
    },
  };
}

/** Once as new, and each further attempt says that it is none. */
function isTwice(all: readonly { attempt: number; redelivered: boolean }[]): boolean {
  const asNew = all.filter(({ redelivered }) => !redelivered).length;
  return asNew > 1 || new Set(all.map(({ attempt }) => attempt)).size < all.length;
}

export interface JobsToJudge {
  providers: Providers;
  orders: readonly Order[];
  jobs: number;
  /** Ids of those of which nobody knew to the end. */
  unknown: readonly string[];
  /** When a process was killed, or began to stand still: what was asked for then can be unknown from then on. */
  setbacks: readonly number[];
}

/** What was sent, beside what the providers know of it. */
export function judgeJobs(
  records: readonly SharedRecord[],
  { providers, orders, jobs, unknown, setbacks }: JobsToJudge,
): Judged {
  const accepted = records.filter((record): record is SentRecord => record.step === 'accepted');
  const finished = records.filter((record): record is SentRecord => record.step === 'finished');
  const ends = grouped(finished, ({ n }) => String(n));
  const told = grouped(finished, ({ token }) => token);
  const lineOf = new Map<number, LineName>(orders.map(({ n, line }) => [n, line]));
  const wrong: Wrong = {
    'never taken by Pushline': Array.from({ length: jobs }, (_, n) => n).flatMap((n) =>
      lineOf.has(n) ? [] : [`${n}`],
    ),
    'sent twice': [],
    'told wrongly': [],
    'unknown, though the provider can tell': [],
    'unknown, though its process went on': unknownWithout(setbacks, unknown, records),
    'output 1 twice': repeated(accepted.filter(({ redelivered }) => !redelivered)),
    'output 2 missing': orders.flatMap(({ line, n, token }) => (told.has(token) ? [] : [`${line} ${n}`])),
    'output 2 twice, not saying so': repeated(finished.filter(({ redelivered }) => !redelivered)),
    'two jobs of one order': [...ends].flatMap(([n, all]) =>
      new Set(all.map(({ jobId }) => jobId)).size > 1 ? [n] : [],
    ),
  };
  for (const [n, line] of lineOf) {
    const truth = providers.truthOf(line, n);
    const states = [...new Set((ends.get(String(n)) ?? []).map(({ state }) => state))];
    const what = `${line} ${n}: ${states.join()}; provider: ${truth.state}, taken ${truth.taken} times`;
    if (truth.taken > 1) wrong['sent twice']?.push(what);
    if (states.length > 1) wrong['told wrongly']?.push(what);
    const [state] = states;
    const isUnknown = ends.get(String(n))?.some(({ jobId }) => unknown.includes(jobId)) ?? false;
    if (isUnknown && (truth.taken > 0 || CAN_TELL.includes(line))) {
      wrong['unknown, though the provider can tell']?.push(what);
    }
    if (state !== undefined && !isUnknown && state !== truth.state) wrong['told wrongly']?.push(what);
  }
  const table: Count = { jobs, orders: orders.length, 'output 1': accepted.length, 'output 2': finished.length };
  table['output 2 again'] = finished.filter(({ redelivered }) => redelivered).length;
  table['unknown to the end'] = unknown.length;
  for (const line of LINES) table[line] = [...lineOf.values()].filter((each) => each === line).length;
  return { table, wrong };
}

/** So long after it somebody else may have looked at what was left. */
const UNKNOWN_WITHIN_MS = 2 * 60_000;

function unknownWithout(
  setbacks: readonly number[],
  unknown: readonly string[],
  records: readonly SharedRecord[],
): string[] {
  const isExcused = (at: number): boolean =>
    setbacks.some((setback) => at >= setback && at < setback + UNKNOWN_WITHIN_MS);
  // Each time anew: a status is told again where an instance ends just then.
  const isWithout = (record: SharedRecord): boolean =>
    record.step === 'status' && record.state === 'unknown' && !record.redelivered && !isExcused(record.at);
  return unknown.filter((id) => records.some((record) => 'id' in record && record.id === id && isWithout(record)));
}

function repeated(all: readonly SentRecord[]): string[] {
  return [...grouped(all, ({ token }) => token)].flatMap(([, same]) =>
    same.length > 1 && same[0] ? [`${same[0].line} ${same[0].n}`] : [],
  );
}

function grouped<T>(all: readonly T[], keyOf: (one: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const one of all) {
    const group = groups.get(keyOf(one));
    if (group) group.push(one);
    else groups.set(keyOf(one), [one]);
  }
  return groups;
}
