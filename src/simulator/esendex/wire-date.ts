import { trimEnd } from '../../domain/trim-end';
import type { WireBehaviour } from './wire-behaviour';

/** The `readat` of a message that was never read. */
export const NEVER = '0001-01-01T00:00:00Z';

/** The format of REST. */
export function wireDate(ms: number, form: WireBehaviour['dates']): string {
  const iso = new Date(ms).toISOString();
  const seconds = iso.slice(0, 19);
  const fraction = iso.slice(20, 23);
  switch (form) {
    case 'millis':
      return iso;
    case 'seconds':
      return `${seconds}Z`;
    case 'short':
      return `${trimEnd(trimEnd(`${seconds}.${fraction}`, '0'), '.')}Z`;
    case 'ticks':
      return `${seconds}.${fraction}0000Z`;
    case 'zoneless':
      return `${seconds}.${fraction}`;
  }
}

/** The format of XML pushes: UTC without a suffix or fraction. */
export function pushDate(ms: number): string {
  return new Date(ms).toISOString().slice(0, 19);
}

/** The format of form posts: a space instead of the `T`. */
export function formDate(ms: number): string {
  return `${pushDate(ms).replace('T', ' ')}Z`;
}

/** A time in ms since the epoch, in UTC if it has no zone; undefined when it is unreadable. */
export function parseWireDate(text: string): number | undefined {
  const zoned = /(?:Z|[+-]\d{2}:?\d{2})$/i.test(text) || !text.includes('T') ? text : `${text}Z`;
  const ms = Date.parse(zoned);
  return Number.isNaN(ms) ? undefined : ms;
}
