import { trimEnd } from '../../domain/trim-end';
import type { WireBehaviour } from './wire-behaviour';

/** In UTC. All forms but `zulu` have no zone, as documented by the vendor. Trailing zeros of a fraction are omitted. */
export function wireDate(ms: number, form: WireBehaviour['dates']): string {
  const iso = new Date(ms).toISOString();
  if (form === 'zulu') return iso;
  if (form === 'plain') return iso.slice(0, 19);
  return trimEnd(trimEnd(iso.slice(0, -1), '0'), '.');
}
