import { createHash } from 'node:crypto';
import type { EventOf } from '../../../domain/events';

/** A well-formed event of a kind that we do not know. Its key is the hash of `identity`, which a repetition shares. */
export function unknownEvent(raw: Record<string, unknown>, identity: Buffer | string): EventOf<'unknown'> {
  const hash = createHash('sha256').update(identity).digest('hex');
  return { kind: 'unknown', keyId: hash, providerId: hash, payload: raw, raw };
}
