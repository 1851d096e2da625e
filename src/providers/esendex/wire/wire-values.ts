import { readParty } from '../../../domain/numbers/party';

/** How Esendex writes ids and numbers. */

/** Usually a GUID, but older notifications had other ids. Nothing but this may go into a URL or a key. */
const USABLE = /^[a-z0-9][a-z0-9_-]{0,99}$/i;

/** .NET writes zeros for a GUID that was never set. */
const NEVER_SET = /^[0-]+$/;

/** The id of a message, a notification or an account. */
export interface EsendexId {
  /** As Esendex wrote it, for requests. */
  wire: string;
  /**
   * In lower case, for the event's key: Esendex writes the same GUID sometimes in upper and sometimes in lower case.
   */
  key: string;
}

/** Ignores white space and braces around a GUID. Returns undefined for anything that is not a usable id. */
export function readId(value: string | undefined): EsendexId | undefined {
  const wire = value?.replace(/\s+/g, '').replace(/^\{(.*)\}$/, '$1');
  if (wire === undefined || !USABLE.test(wire) || NEVER_SET.test(wire)) return undefined;
  return { wire, key: wire.toLowerCase() };
}

/** Reads a number as Esendex writes it: international, without `+`. */
export function readNumber(value: string | undefined, country: string): string {
  return readParty(value, { country, lacksPlus: true });
}

/** Esendex expects numbers without `+`. A sender name is left as it is. */
export function wireNumber(number: string): string {
  return /^\+\d+$/.test(number) ? number.slice(1) : number;
}
