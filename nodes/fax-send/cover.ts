import type { OutgoingPart } from '../../src/documents/outgoing/outgoing-request';
import { BadInputError } from '../../src/domain/errors';
import { isRecord } from '../../src/domain/is-record';

const FIELDS = ['to', 'from', 'subject', 'text', 'template'] as const;

/**
 * Reads a cover page: `{ to, from, subject, text }`, and optionally a `template`. An empty list if there is no value.
 */
export function readCover(value: unknown, timezone: string, now = new Date()): OutgoingPart[] {
  if (value === undefined || value === null || value === '' || value === false) return [];
  if (!isRecord(value)) throw new BadInputError('Cover page: must be an object with to, from, subject and text');
  const given = FIELDS.flatMap((name) => {
    const field = value[name];
    if (field === undefined || field === null) return [];
    if (typeof field !== 'string' && typeof field !== 'number') {
      throw new BadInputError(`Cover page: ${name} must be text`);
    }
    return [[name, String(field)] as const];
  });
  return [{ cover: { ...Object.fromEntries(given), date: dateOf(now, timezone) } }];
}

function dateOf(now: Date, timezone: string): string {
  const zone = timezone === '' ? {} : { timeZone: timezone };
  return new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeStyle: 'short', ...zone }).format(now);
}
