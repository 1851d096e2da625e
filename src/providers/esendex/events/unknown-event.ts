import { createHash } from 'node:crypto';
import type { EventOf } from '../../../domain/events';

/** Well formed, but of a kind we do not know: `identity` is what a repetition has in common with it. */
export function unknownEvent(raw: Record<string, unknown>, identity: Buffer | string): EventOf<'unknown'> {
  const hash = createHash('sha256').update(identity).digest('hex');
  return { kind: 'unknown', keyId: hash, providerId: hash, payload: raw, raw };
}
