import type { SmsOrder } from '../../domain/job';

/**
 * The body of `POST messagedispatcher`. `messages` is a list also for one message: anything else is refused. Numbers go
 * without `+`; a `sendat` without zone would be the service's local time.
 */
export function dispatcherRequest(account: string, order: SmsOrder): string {
  const { to, from, text, characterset, validity, sendAt } = order;
  return JSON.stringify({
    accountreference: account,
    characterset,
    ...(validity > 0 && { validity }),
    ...(sendAt !== undefined && { sendat: `${sendAt.slice(0, 19)}Z` }),
    ...(from !== '' && { from: wireNumber(from) }),
    messages: [{ to: wireNumber(to), body: text }],
  });
}

/** A sender of letters stays as it is. */
export function wireNumber(number: string): string {
  return /^\+\d+$/.test(number) ? number.slice(1) : number;
}
