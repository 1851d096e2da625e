import type { Clock } from '../../src/domain/clock';
import { Standing } from '../../src/work/standing';

/** A good standing with a provider that cannot tell whether an unanswered request arrived. */
export function newStanding(clock: Clock): Standing {
  return new Standing({ clock, canTell: () => false });
}
