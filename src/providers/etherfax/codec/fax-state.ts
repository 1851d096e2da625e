import type { FaxState } from '../../../domain/fax';
import { readText } from '../../json/read-value';

/** etherFAX's values of `FaxState`, in the order of their numbers. */
const NAMES = [
  'idle',
  'initializing',
  'dialing',
  'answering',
  'negotiating',
  'sending',
  'receiving',
  'cancelling',
  'disconnecting',
] as const;

export type EtherFaxState = (typeof NAMES)[number];

/** Accepts a number, a numeric string or a name in any case; undefined for a missing or unknown state. */
export function readFaxState(value: unknown): EtherFaxState | undefined {
  const text = readText(value)?.trim().toLowerCase() ?? '';
  return /^\d$/.test(text) ? NAMES[Number(text)] : NAMES.find((name) => name === text);
}

/**
 * How far a call in progress has come. Cancelling, disconnecting and unknown states do not tell, so they count as the
 * lowest state of a call. Statuses only move forward, so a higher one from before remains.
 */
export function stateInProgress(state: EtherFaxState | undefined, pages: number): FaxState {
  if (pages > 0) return 'transferring';
  switch (state) {
    case 'dialing':
    case 'answering':
      return 'dialing';
    case 'negotiating':
      return 'negotiating';
    case 'sending':
    case 'receiving':
      return 'transferring';
    case 'idle':
    case 'initializing':
    case 'cancelling':
    case 'disconnecting':
    case undefined:
      return 'accepted';
  }
}
