import { naming } from '../traces';
import { LINES, type LineName, type Providers } from './lines';
import type { SharedRecord } from './shared-flow';

/** What the instances wrote down of what begins with a key, an id, or a line and a number; its statuses come by its id alone. */
export function notedOf(what: string, records: readonly SharedRecord[]): SharedRecord[] {
  const inOrder = records.toSorted((one, other) => one.at - other.at);
  const { line, n } = orderIn(what);
  if (n === undefined) return naming(what, inOrder);
  const own = inOrder.filter((record) => 'n' in record && record.line === line && record.n === n);
  const ids = new Set(own.flatMap((record) => ('jobId' in record ? [record.jobId] : [])));
  return inOrder.filter((record) => own.includes(record) || ('id' in record && ids.has(record.id)));
}

/** By what the store names it: a job by its number. */
export function nameOf(what: string, providers: Providers): string {
  const { line, n } = orderIn(what);
  return line === undefined ? what : providers.numberOf(line, n);
}

function orderIn(what: string): { line: LineName; n: number } | { line?: undefined; n?: undefined } {
  const line = LINES.find((name) => what.startsWith(`${name} `));
  return line === undefined ? {} : { line, n: parseInt(what.slice(line.length), 10) };
}
