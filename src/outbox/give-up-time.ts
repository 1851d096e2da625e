import type { Clock } from '../domain/clock';
import type { Job, Order } from '../domain/job';
import { giveUp, type Closing, type Step } from './job-steps';

/**
 * When a job is given up: its patience counts from now, or from when its SMS is to go out. That is a time of the wall clock,
 * so how far ahead it is can change.
 */
export function giveUpTime(order: Order, patienceMs: number, clock: Clock): number {
  const sendAt = order.kind === 'sms' && order.sendAt !== undefined ? Date.parse(order.sendAt) : 0;
  return clock.now() + Math.max(sendAt - clock.wall(), 0) + patienceMs;
}

/** Ends a job whose time is over; but not one whose SMS is still to go out, because the wall clock was set since. */
export function giveUpOrWait(job: Job, closing: Closing, clock: Clock): Step {
  const { order, patienceMs = 0 } = job;
  const isAhead = order.kind === 'sms' && order.sendAt !== undefined && Date.parse(order.sendAt) > clock.wall();
  if (!isAhead) return giveUp(job, closing);
  return { job: { ...job, giveUpAt: giveUpTime(order, patienceMs, clock) }, isNews: false };
}
