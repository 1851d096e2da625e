import { naming } from '../traces';
import type { SharedRecord } from './shared-flow';

/** What the instances wrote down of what begins with a key, an id, or a line and a number; its statuses come by its id alone. */
export function notedOf(what: string, records: readonly SharedRecord[]): SharedRecord[] {
  const inOrder = records.toSorted((one, other) => one.at - other.at);
  const [, line, n] = /^(\w+ (?:fax|sms)) (\d+)/.exec(what) ?? [];
  if (n === undefined) return naming(what, inOrder);
  const own = inOrder.filter((record) => 'n' in record && record.line === line && record.n === Number(n));
  const ids = new Set(own.flatMap((record) => ('jobId' in record ? [record.jobId] : [])));
  return inOrder.filter((record) => own.includes(record) || ('id' in record && ids.has(record.id)));
}
