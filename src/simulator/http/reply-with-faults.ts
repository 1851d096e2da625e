import type { ServerResponse } from 'node:http';
import type { Clock } from '../../domain/clock';
import { pause } from '../../work/pause';
import { sendReply, type Reply } from './reply';

/** What spoils one answer; each is asked once, in this order. */
export interface ReplyFaults {
  drop(): 'before' | 'after' | 'mid-reply' | undefined;
  lateMs(): number | undefined;
  /** Makes of a reply what it should not be. */
  spoil(reply: Reply): Reply;
}

export interface ReplyWithFaultsOptions {
  clock: Clock;
  response: ServerResponse;
  faults: ReplyFaults;
  /** Does what was asked. `gone` aborts when the client has gone. */
  reply: (gone: AbortSignal) => Reply | Promise<Reply>;
}

export async function replyWithFaults({ clock, response, faults, reply }: ReplyWithFaultsOptions): Promise<void> {
  const gone = signalOfEnd(response);
  const drop = faults.drop();
  if (drop === 'before') return sendReply(response, 'cut');
  const lateMs = faults.lateMs();
  const answer = faults.spoil(await reply(gone));
  if (lateMs !== undefined) await pause(clock, lateMs, gone);
  return sendReply(response, drop === 'after' ? 'cut' : answer, { breakHalfway: drop === 'mid-reply' });
}

function signalOfEnd(response: ServerResponse): AbortSignal {
  const ended = new AbortController();
  response.once('close', () => ended.abort());
  return ended.signal;
}
