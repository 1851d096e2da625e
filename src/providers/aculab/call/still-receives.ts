import type { Clock } from '../../../domain/clock';
import type { CallHead, CallRow } from './call-row';

/** As long as a fax may stand still before nobody counts on it (docs/contract.md#reconcile). */
export const STOPPED_MS = 60 * 60_000;

export function stillFor({ movedAt }: Pick<CallRow, 'movedAt'>, clock: Clock): number {
  return clock.now() - movedAt;
}

/** Is this inbound call still bringing its fax, so that a file of it may be half of one? */
export function stillReceives(call: CallRow, clock: Clock): boolean {
  const isOpen = call.outcome === undefined && call.endedAt === undefined;
  return isOpen && stillFor(call, clock) < clock.scaled(STOPPED_MS);
}

/** May a file that nobody can name the call of be this one's? */
export function mayBringFile({ isOpen, direction, file }: CallHead): boolean {
  return isOpen && direction === 'in' && file === undefined;
}
