import { readParty } from '../../../domain/numbers/party';

/** How Esendex writes ids and numbers. */

/** Usually a GUID, but older notifications have had other ids. Nothing else may go into a URL or a key. */
const USABLE = /^[a-z0-9][a-z0-9_-]{0,99}$/i;

/** What .NET writes for a GUID that was never set. */
const NEVER_SET = /^[0-]+$/;

/** An id of Esendex: of a message, a notification, an account. */
export interface EsendexId {
  /** As it came, for the provider. */
  wire: string;
  /** For the event's key: Esendex writes the same GUID now in upper, now in lower case. */
  key: string;
}

/** White space and braces make no difference. undefined = no usable id. */
export function readId(value: string | undefined): EsendexId | undefined {
  const wire = value?.replace(/\s+/g, '').replace(/^\{(.*)\}$/, '$1');
  if (wire === undefined || !USABLE.test(wire) || NEVER_SET.test(wire)) return undefined;
  return { wire, key: wire.toLowerCase() };
}

/** A number as Esendex writes it: international, without `+`. */
export function readNumber(value: string | undefined, country: string): string {
  return readParty(value, { country, lacksPlus: true });
}

/** As Esendex wants it: without `+`. A sender of letters stays as it is. */
export function wireNumber(number: string): string {
  return /^\+\d+$/.test(number) ? number.slice(1) : number;
}
