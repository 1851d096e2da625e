import type { Clock } from '../../../domain/clock';
import type { CallHead, CallRow } from './call-row';

/** As long as a fax may stand still before nobody counts on it (CONTRACT section 8). */
export const STOPPED_MS = 60 * 60_000;

/** Is this inbound call still bringing its fax, so that a file of it may be half of one? */
export function stillReceives({ outcome, endedAt, movedAt }: CallRow, clock: Clock): boolean {
  // A clock that was put back must not make us wait until it catches up.
  const stillFor = Math.abs(clock.now() - movedAt);
  return outcome === undefined && endedAt === undefined && stillFor < clock.scaled(STOPPED_MS);
}

/** May a file that nobody can name the call of be this one's? */
export function mayBringFile({ isOpen, direction, file }: CallHead): boolean {
  return isOpen && direction === 'in' && file === undefined;
}
