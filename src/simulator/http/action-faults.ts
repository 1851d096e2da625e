import type { Reply } from './reply';
import type { ReplyFaults } from './reply-with-faults';

type Drop = Exclude<ReturnType<ReplyFaults['drop']>, undefined>;

/** The faults that are switched on, as far as they strike any request over HTTP. */
interface WireFaults<A, B> {
  take(effect: 'drop', action: A): { drop: Drop } | undefined;
  take(effect: 'lateMs', action: A): { lateMs: number } | undefined;
  take(effect: 'body', action: A): { body: B } | undefined;
}

/** What strikes one request of this action. */
export function actionFaults<A, B>(
  faults: WireFaults<A, B>,
  action: A,
  spoil: (reply: Reply, body: B) => Reply,
): ReplyFaults {
  return {
    drop: () => faults.take('drop', action)?.drop,
    lateMs: () => faults.take('lateMs', action)?.lateMs,
    spoil: (reply) => {
      const spoilt = faults.take('body', action);
      return spoilt ? spoil(reply, spoilt.body) : reply;
    },
  };
}
