import { createHash } from 'node:crypto';
import { extensionOf } from '../documents/document-type';

/**
 * `fax-<date>-<time>-<hash of the key>.<ext>`: generated, so that nothing a sender chose reaches a file system, and the
 * same on every offer, so that a flow that writes twice overwrites instead of piling up copies. UTC.
 */
export function documentFilename(key: string, occurredAt: string | undefined, type: string): string {
  const hash = createHash('sha256').update(key).digest('hex').slice(0, 12);
  const time = occurredAt?.slice(0, 19).replace(/[-:]/g, '').replace('T', '-');
  return `fax-${time === undefined ? '' : `${time}-`}${hash}${extensionOf(type)}`;
}
