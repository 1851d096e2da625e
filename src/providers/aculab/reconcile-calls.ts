import type { ReconcileSink } from '../provider';
import type { CallHead } from './call-row';
import { lookAtCall, type LookOptions } from './look-at-call';
import { unavailable } from '../http/network-error';

const DAY_MS = 24 * 3_600_000;
/** Nothing more comes of a call that was over so long ago. */
const ENDED_MS = DAY_MS;
/** A call that never asked a page, or never ended: the outbox has given it up long before. */
const OPEN_MS = 8 * DAY_MS;

/** Looks at every open call, and forgets those whose time is over; `files`: names in the media store. */
export async function reconcileCalls(
  { sink, files }: { sink: ReconcileSink; files: ReadonlySet<string> },
  options: LookOptions,
  signal: AbortSignal,
): Promise<void> {
  const { calls, clock } = options;
  for (const head of await calls.heads()) {
    if (signal.aborted) throw unavailable('aborted');
    if (isOver(head, clock.now(), (ms) => clock.scaled(ms)) && !files.has(head.file ?? '')) {
      await calls.forget(head.id);
    } else if (head.isOpen) {
      const { events } = await lookAtCall(head.id, options, signal);
      for (const event of events) await sink.take({ event });
    }
  }
}

function isOver({ isOpen, startedAt }: CallHead, now: number, scaled: (ms: number) => number): boolean {
  return now - startedAt > scaled(isOpen ? OPEN_MS : ENDED_MS);
}
