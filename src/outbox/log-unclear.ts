import type { Job } from '../domain/job';
import type { Log } from '../domain/log';

/**
 * Nobody can say whether the provider took this job, or what became of it. Named by its whole id, which holds nothing of
 * its content: the connection's dialog, the admin API and `msg.decide` take the same.
 */
export function logUnclear(log: Log, { id, order, status }: Job): void {
  const what = `${nameOf(order)} ${id}: nobody knows whether it was sent`;
  log.warn(
    status.final
      ? `${what}, and it is given up: what becomes of it later is told by the status nodes`
      : `${what}: it is not repeated by itself, see Waiting in the connection's dialog`,
  );
}

/** It was unclear, and the provider has told meanwhile. */
export function logCleared(log: Log, { id, order, status }: Job): void {
  log.info(`${nameOf(order)} ${id}: it is known now, it is ${status.state}`);
}

function nameOf({ kind }: Job['order']): string {
  return kind === 'fax' ? 'fax' : 'SMS';
}
