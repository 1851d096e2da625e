import { trimEnd } from '../../domain/trim-end';
import type { WireBehaviour } from './wire-behaviour';

/** UTC; all but `zulu` without a zone, as the vendor documents it. A fraction loses its trailing zeros. */
export function wireDate(ms: number, form: WireBehaviour['dates']): string {
  const iso = new Date(ms).toISOString();
  if (form === 'zulu') return iso;
  if (form === 'plain') return iso.slice(0, 19);
  return trimEnd(trimEnd(iso.slice(0, -1), '0'), '.');
}
