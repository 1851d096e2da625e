import { toIso } from '../../src/domain/clock';
import { BadInputError } from '../../src/domain/errors';
import { timeProblem } from '../rules/time';
import { labelOf } from '../runtime/labels';

const LABEL = labelOf('sms-send', 'sendAt');
const MAX_DATE_MS = 8.64e15;

/** Reads ISO 8601, a Date, or ms since 1970. A text needs a zone, because the provider would read it in another one. */
export function sendAtOf(value: unknown): string | undefined {
  const given = typeof value === 'string' ? value.trim() : value;
  if (given === undefined || given === null || given === '') return undefined;
  if (typeof given === 'string' && timeProblem(given) === 'zone')
    throw new BadInputError(`${LABEL}: needs a time zone, such as Z at its end`);
  const at = given instanceof Date ? given.getTime() : typeof given === 'string' ? Date.parse(given) : Number(given);
  if (!Number.isFinite(at) || Math.abs(at) > MAX_DATE_MS)
    throw new BadInputError(`${LABEL}: not a time: write it like 2027-01-31T09:00:00Z`);
  if (at < Date.now()) throw new BadInputError(`${LABEL}: is in the past: leave it empty to send at once`);
  return toIso(at);
}
