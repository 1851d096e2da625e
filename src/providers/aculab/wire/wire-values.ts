import { readParty } from '../../../domain/numbers/party';
import { readTime } from '../../../domain/provider-time';

/** How Aculab writes numbers, times and the ids of calls. */

/** A number: international, without `+`. */
export function readNumber(value: string | undefined, country: string): string {
  return readParty(value, { country, lacksPlus: true });
}

/** As Aculab wants it: full international digits without `+`; undefined = it is no such number. */
export function wireNumber(number: string): string | undefined {
  return /^\+?([1-9]\d{5,14})$/.exec(number.trim())?.[1];
}

/** `2017-04-25_17:37:03`, UTC, as ISO 8601 with Z; undefined = absent or unreadable. */
export function readAculabTime(value: unknown): string | undefined {
  return typeof value === 'string' ? readTime(value.replace('_', 'T')) : undefined;
}

/** As `06e122c3364cc74c.787379`. Several are joined by slashes in one call, so nothing else may be in one. */
const INSTANCE_ID = /^[A-Za-z0-9][A-Za-z0-9._:-]{0,99}$/;

/** The id of one call's application instance; undefined = there is no usable one. */
export function readInstanceId(value: unknown): string | undefined {
  const id = typeof value === 'string' ? value.trim() : '';
  return INSTANCE_ID.test(id) ? id : undefined;
}

/** The vendor's names of recordings end with the instance id. */
export function instanceIdIn(filename: string): string | undefined {
  return /_([0-9a-f]{16}\.\d{1,9})\.[a-z]+$/i.exec(filename)?.[1];
}
