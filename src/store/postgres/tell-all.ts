import { toError } from '../../domain/errors';
import type { Log } from '../../domain/log';

/** Calls all listeners, even if one throws. */
export function tellAll(listeners: Iterable<() => void>, log: Log): void {
  for (const listener of [...listeners]) {
    try {
      listener();
    } catch (error) {
      log.error(`store: a listener failed: ${toError(error).name}`);
    }
  }
}
