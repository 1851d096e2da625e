import { compact } from './compact';
import type { Source } from './events';

/**
 * What became of an item. `accepted`: the provider has a fax of ours; `sent`: it arrived, or the provider has an SMS of ours;
 * `delivered`: that arrived.
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

/** Something that just happened, told to whoever shows or counts it: of numbers the last four digits, and no content. */
export interface Observation {
  what: Happening;
  /** Unknown of what is in quarantine. */
  kind?: 'fax' | 'sms';
  direction: 'in' | 'out';
  item: ItemName;
  /** How it came. */
  source?: Source;
  from4?: string;
  to4?: string;
  /** The user's own, which may name somebody. */
  reference?: string;
  pages?: number;
  /** A stable short code. */
  reason?: string;
  /** Which offer, or which call. */
  attempt?: number;
  /** How long it took until it was stored durably. */
  acceptMs?: number;
}

/** Must not throw. */
export type Observe = (seen: Observation) => void;

const NUMBER = /^[+\d\s()./-]+$/;

/** The last four digits of a phone number; of anything else, such as a sender's name, nothing. */
export function lastFour(number: string | undefined): string | undefined {
  if (number === undefined || !NUMBER.test(number)) return undefined;
  const digits = number.replace(/\D/g, '').slice(-4);
  return digits === '' ? undefined : digits;
}

/** Both ends of an item, as far as they are numbers. */
export function lastFours({ from, to }: { from?: string; to?: string }): Pick<Observation, 'from4' | 'to4'> {
  const [from4, to4] = [lastFour(from), lastFour(to)];
  return compact({ from4, to4 });
}
