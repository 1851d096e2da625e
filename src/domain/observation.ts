import { compact } from './compact';
import type { Source } from './events';

/**
 * What happened to an item. `accepted`: the provider has our fax; `sent`: our fax
 * arrived, or the provider has our SMS; `delivered`: our SMS arrived.
 */
export type Happening =
  | 'received'
  | 'skipped'
  | 'offered'
  | 'done'
  | 'dead'
  | 'quarantined'
  | 'queued'
  | 'accepted'
  | 'sent'
  | 'delivered'
  | 'redial'
  | 'failed'
  | 'cancelled'
  | 'unknown';

export interface ItemName {
  type: 'event' | 'job' | 'quarantined';
  /** An event's key, a job's or a quarantined item's id. */
  id: string;
}

/**
 * Something that just happened, for whatever shows or counts it: only the last four digits of numbers, and no content.
 */
export interface Observation {
  what: Happening;
  /** Absent for what is in quarantine. */
  kind?: 'fax' | 'sms';
  direction: 'in' | 'out';
  item: ItemName;
  source?: Source;
  from4?: string;
  to4?: string;
  /** The user's own reference, which may name a person. */
  reference?: string;
  pages?: number;
  /** A stable short code. */
  reason?: string;
  /** The number of the offer or call. */
  attempt?: number;
  /** How long it took to store it durably. */
  acceptMs?: number;
}

/** Must not throw. */
export type Observe = (seen: Observation) => void;

const NUMBER = /^[+\d\s()./-]+$/;

/** The last four digits of a phone number; undefined for anything else, such as a sender's name. */
export function lastFour(number: string | undefined): string | undefined {
  if (number === undefined || !NUMBER.test(number)) return undefined;
  const digits = number.replace(/\D/g, '').slice(-4);
  return digits === '' ? undefined : digits;
}

/** Both numbers of an item, if they are numbers. */
export function lastFours({ from, to }: { from?: string; to?: string }): Pick<Observation, 'from4' | 'to4'> {
  const [from4, to4] = [lastFour(from), lastFour(to)];
  return compact({ from4, to4 });
}
