import { toIso } from '../../../src/domain/clock';
import type { QuarantineItem } from '../../../src/store/store';
import { type Found, itemPath } from './item';

/** Quarantined input as a row of the panel. Nothing of its content is shown here, because it may hold anything. */
export function quarantinedItem({ id, reason, bytes, storedAt, count }: QuarantineItem): Found {
  return {
    item: {
      id,
      type: 'quarantined',
      kind: 'unknown',
      direction: 'in',
      state: 'quarantined',
      at: toIso(storedAt),
      size: bytes,
      attempts: count,
      reason,
      next: { what: 'decide' },
      actions: ['drop'],
      hasDocument: false,
      logId: id.slice(0, 12),
      path: itemPath({ type: 'quarantined', id }),
    },
    numbers: [],
  };
}
