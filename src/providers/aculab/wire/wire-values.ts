import { readParty } from '../../../domain/numbers/party';
import { readTime } from '../../../domain/provider-time';

/** How Aculab writes numbers, times and the ids of calls. */

/** Reads a number as Aculab writes it: international, without `+`. */
export function readNumber(value: string | undefined, country: string): string {
  return readParty(value, { country, lacksPlus: true });
}

/**
 * The number as Aculab expects it: international digits without `+`; undefined for a number that is not international.
 */
export function wireNumber(number: string): string | undefined {
  return /^\+?([1-9]\d{5,14})$/.exec(number.trim())?.[1];
}

/** Reads a UTC time such as `2017-04-25_17:37:03` as ISO 8601 with Z; undefined when it is absent or unreadable. */
export function readAculabTime(value: unknown): string | undefined {
  return typeof value === 'string' ? readTime(value.replace('_', 'T')) : undefined;
}

/** Such as `06e122c3364cc74c.787379`. Requests join several with slashes, so an id must not contain one. */
const INSTANCE_ID = /^[A-Za-z0-9][A-Za-z0-9._:-]{0,99}$/;

/** The id of a call's application instance; undefined for anything else. */
export function readInstanceId(value: unknown): string | undefined {
  const id = typeof value === 'string' ? value.trim() : '';
  return INSTANCE_ID.test(id) ? id : undefined;
}

/** Reads the instance id with which the vendor's names of recordings end. */
export function instanceIdIn(filename: string): string | undefined {
  return /_([0-9a-f]{16}\.\d{1,9})\.[a-z]+$/i.exec(filename)?.[1];
}
