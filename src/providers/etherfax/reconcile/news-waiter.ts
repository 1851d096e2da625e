import { forAnswer, type Clock } from '../../../domain/clock';
import { ProviderUnavailableError } from '../../../domain/errors';
import type { Provider } from '../../provider';
import type { EtherFaxClient } from '../wire/etherfax-client';

/** etherFAX documents up to 120 s for devices, but most proxies cut a silent connection after 60 s. */
const WAIT_MS = 60_000;
/** The time that an answer may take beyond the wait. */
const GRACE_MS = 15_000;
/** "Nothing new" within this time means that the server did not wait. */
const INSTANT_MS = 2_000;
/** One instant answer proves nothing, because a fax may have come and been taken; so many in a row do. */
const INSTANT_REPLIES = 3;

/**
 * `waitForNews` by a long poll of the inbox. The vendor does not document that `wait` works there, so we find out: a
 * server that ignores it would make us poll in a tight loop, so it is not asked again until the connection is
 * restarted.
 */
export function createNewsWaiter(client: Pick<EtherFaxClient, 'unreadCount'>, clock: Clock): Provider['waitForNews'] {
  // The server does not know our time scale (tests run faster), so the time that it is asked to wait is scaled here.
  const seconds = Math.max(1, Math.floor(clock.scaled(WAIT_MS) / 1000));
  const timeoutMs = (seconds * 1000) / clock.scaled(1) + forAnswer(clock, GRACE_MS);
  const instantMs = Math.min(INSTANT_MS, seconds * 500);
  let instantReplies = 0;

  return async (signal) => {
    if (instantReplies >= INSTANT_REPLIES) return 'unsupported';
    const started = clock.monotonic();
    const held = (): boolean => clock.monotonic() - started >= instantMs;
    try {
      const unread = await client.unreadCount(signal, { seconds, timeoutMs });
      if (unread > 0) return 'news';
      instantReplies = held() ? 0 : instantReplies + 1;
      return instantReplies >= INSTANT_REPLIES ? 'unsupported' : 'quiet';
    } catch (error) {
      if (held() && wasCut(error)) return 'quiet';
      throw error;
    }
  };
}

/** Whether a proxy or firewall cut the silent connection, which is normal for a long poll. */
function wasCut(error: unknown): boolean {
  if (!(error instanceof ProviderUnavailableError)) return false;
  const { reason } = error.detail;
  return reason === 'reset' || reason === 'http-504';
}
