import type { Job } from '../domain/job';
import type { Log } from '../domain/log';

/**
 * Nobody can say whether the provider took this job, or what became of it. Named by its whole id, which holds nothing of
 * its content: the connection's dialog, the admin API and `msg.decide` take the same.
 */
export function logUnclear(log: Log, { id, order, status }: Job): void {
  const what = `${order.kind === 'fax' ? 'fax' : 'SMS'} ${id}: nobody knows whether it was sent`;
  log.warn(
    status.final
      ? `${what}, and it is given up: what becomes of it later is told by the status nodes`
      : `${what}: it is not repeated by itself, see Items in the connection's dialog`,
  );
}
