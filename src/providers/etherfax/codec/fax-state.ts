import type { FaxState } from '../../../domain/fax';
import { readText } from '../../json/read-value';

/** etherFAX's `FaxState`, by number. */
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

/** Accepts a number, a numeric string or a name in any case; undefined = absent or newer than we are. */
export function readFaxState(value: unknown): EtherFaxState | undefined {
  const text = readText(value)?.trim().toLowerCase() ?? '';
  return /^\d$/.test(text) ? NAMES[Number(text)] : NAMES.find((name) => name === text);
}

/**
 * How far a call under way has come. Cancelling, disconnecting and the unknown tell nothing new, so they count as the
 * lowest state of a call: a status moves forward only, and an earlier, higher one stands.
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
