import type { ServerResponse } from 'node:http';
import type { Clock } from '../../domain/clock';
import { pause } from '../../work/pause';
import { sendReply, type Reply } from './reply';

/** The active faults, as far as they apply to any HTTP request. */
interface WireFaults<A, B> {
  take(effect: 'drop', action: A): { drop: 'before' | 'after' | 'mid-reply' } | undefined;
  take(effect: 'lateMs', action: A): { lateMs: number } | undefined;
  take(effect: 'body', action: A): { body: B } | undefined;
}

export interface ActionOptions<A, B> {
  clock: Clock;
  faults: WireFaults<A, B>;
  /** Replaces a reply by a wrong one. */
  spoil: (reply: Reply, body: B) => Reply;
  onRequest: (action: A) => void;
}

export interface Asked {
  response: ServerResponse;
  /** Processes the request. `gone` is aborted when the client disconnects. */
  reply: (gone: AbortSignal) => Reply | Promise<Reply>;
}

/** Answers a request, and applies faults to the answer. Never rejects when the client disconnects. */
export async function answerAction<A, B>(
  { clock, faults, spoil, onRequest }: ActionOptions<A, B>,
  action: A,
  { response, reply }: Asked,
): Promise<void> {
  onRequest(action);
  const gone = signalOfEnd(response);
  const drop = faults.take('drop', action)?.drop;
  if (drop === 'before') return sendReply(response, 'cut');
  const lateMs = faults.take('lateMs', action)?.lateMs;
  const whole = await reply(gone);
  const spoilt = faults.take('body', action);
  if (lateMs !== undefined) await pause(clock, lateMs, gone);
  const answer = spoilt ? spoil(whole, spoilt.body) : whole;
  return sendReply(response, drop === 'after' ? 'cut' : answer, { breakHalfway: drop === 'mid-reply' });
}

function signalOfEnd(response: ServerResponse): AbortSignal {
  const ended = new AbortController();
  response.once('close', () => ended.abort());
  return ended.signal;
}
