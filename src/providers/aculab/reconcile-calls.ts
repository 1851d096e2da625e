import type { Clock } from '../../domain/clock';
import type { ReconcileSink } from '../provider';
import type { CallHead } from './call-row';
import { withholdFax } from './cancel-call';
import { lookAtCall, type LookOptions } from './look-at-call';
import { unavailable } from '../http/network-error';

const DAY_MS = 24 * 3_600_000;
/** Nothing more comes of a call that was over so long ago. */
const ENDED_MS = DAY_MS;
/** A call that never asked a page, or never ended: the outbox has given it up long before. */
const OPEN_MS = 8 * DAY_MS;
/** By then a call that was started has been dialled, or never will be: its document need not lie there any longer. */
const UNDIALLED_MS = DAY_MS;

/** Looks at every open call, and forgets those whose time is over; `files`: names in the media store. */
export async function reconcileCalls(
  { sink, files }: { sink: ReconcileSink; files: ReadonlySet<string> },
  options: LookOptions,
  signal: AbortSignal,
): Promise<void> {
  const { calls, clock } = options;
  for (const head of await calls.heads()) {
    if (signal.aborted) throw unavailable('aborted');
    if (isOver(head, clock) && !files.has(head.file ?? '')) {
      await calls.forget(head.id);
    } else if (head.isOpen) {
      if (isOverdue(head, clock)) await withholdFax(head.id, calls, { unlessCalled: true });
      const { events } = await lookAtCall(head.id, options, signal);
      for (const event of events) await sink.take({ event });
    }
  }
}

function isOver({ isOpen, startedAt }: CallHead, clock: Clock): boolean {
  return clock.now() - startedAt > clock.scaled(isOpen ? OPEN_MS : ENDED_MS);
}

function isOverdue({ direction, startedAt }: CallHead, clock: Clock): boolean {
  return direction === 'out' && clock.now() - startedAt > clock.scaled(UNDIALLED_MS);
}
