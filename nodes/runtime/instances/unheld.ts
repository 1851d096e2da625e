import { systemClock } from '../../../src/domain/clock';
import { deployed, type Deployed } from '../connection/deployed';
import { holderOf } from './holder';

const clock = systemClock();
/** By connection: since when no holder of its account has been known (monotonic ms). */
const unheld = new Map<string, number>();

deployed.onInstances((id) => {
  const entry = deployed.get(id);
  if (entry) look(entry);
});

/**
 * For how long the connection's account has had no holder, counted from the first look that found none; undefined: it
 * has one.
 */
export function unheldMs(entry: Deployed): number | undefined {
  const since = look(entry);
  return since === undefined ? undefined : clock.monotonic() - since;
}

function look(entry: Deployed): number | undefined {
  const { id } = entry.settings;
  if (holderOf(entry) !== undefined) unheld.delete(id);
  else if (!unheld.has(id)) unheld.set(id, clock.monotonic());
  return unheld.get(id);
}
