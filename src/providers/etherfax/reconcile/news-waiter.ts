import { forAnswer, type Clock } from '../../../domain/clock';
import { ProviderUnavailableError } from '../../../domain/errors';
import type { Provider } from '../../provider';
import type { EtherFaxClient } from '../wire/etherfax-client';

/** Documented for devices up to 120 s; most proxies on the way cut a silent connection at 60 s. */
const WAIT_MS = 60_000;
/** What an answer may need beyond the wait. */
const GRACE_MS = 15_000;
/** "Nothing new" within this time means that the server did not hold the request. */
const INSTANT_MS = 2_000;
/** That is no proof yet: a fax may have come and gone. */
const INSTANT_REPLIES = 3;

/**
 * `waitForNews` over the inbox's long poll. That `wait` works on the inbox is not documented, so it is found out: a
 * server that ignores it would make us spin, and is not asked again in the life of this provider.
 */
export function createNewsWaiter(client: Pick<EtherFaxClient, 'unreadCount'>, clock: Clock): Provider['waitForNews'] {
  // The server's clock does not follow our time scale, so what we ask of it is already scaled: never below 1 s.
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

/** Something on the way lost patience with a silent connection: normal for a long poll. */
function wasCut(error: unknown): boolean {
  if (!(error instanceof ProviderUnavailableError)) return false;
  const { reason } = error.detail;
  return reason === 'reset' || reason === 'http-504';
}
