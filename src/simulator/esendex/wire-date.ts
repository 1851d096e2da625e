import { trimEnd } from '../../domain/trim-end';
import type { WireBehaviour } from './wire-behaviour';

/** How the service says that a message was never read. */
export const NEVER = '0001-01-01T00:00:00Z';

/** For REST. */
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

/** UTC without a suffix or fraction, as XML pushes write it. */
export function pushDate(ms: number): string {
  return new Date(ms).toISOString().slice(0, 19);
}

/** A blank instead of the `T`, as form posts write it. */
export function formDate(ms: number): string {
  return `${pushDate(ms).replace('T', ' ')}Z`;
}

/** ms since the epoch, UTC where no zone is named; undefined: unreadable. */
export function parseWireDate(text: string): number | undefined {
  const zoned = /(?:Z|[+-]\d{2}:?\d{2})$/i.test(text) || !text.includes('T') ? text : `${text}Z`;
  const ms = Date.parse(zoned);
  return Number.isNaN(ms) ? undefined : ms;
}
