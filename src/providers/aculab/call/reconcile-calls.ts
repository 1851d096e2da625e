import type { Clock } from '../../../domain/clock';
import { unavailable } from '../../http/network-error';
import type { ReconcileSink } from '../../provider';
import type { CallHead } from './call-row';
import { lookAtCall, type LookOptions } from './look-at-calls';

const DAY_MS = 24 * 3_600_000;
/** Nothing more comes of a call that was over so long ago. */
const ENDED_MS = DAY_MS;
/** A call that never ended: the outbox has given it up long before. */
const OPEN_MS = 8 * DAY_MS;

/** Looks at every open call, and forgets those whose time is over; `files`: names in the media store. */
export async function reconcileCalls(
  { sink, files }: { sink: ReconcileSink; files: ReadonlySet<string> },
  options: Omit<LookOptions, 'take'>,
  signal: AbortSignal,
): Promise<void> {
  const { calls, clock } = options;
  const look = { ...options, take: (event: Parameters<LookOptions['take']>[0]) => sink.take({ event }) };
  for (const head of await calls.heads()) {
    if (signal.aborted) throw unavailable('aborted');
    if (isOver(head, clock) && !files.has(head.file ?? '')) await calls.forget(head);
    else if (head.isOpen) await lookAtCall(head.id, look, signal);
  }
}

function isOver({ isOpen, startedAt }: CallHead, clock: Clock): boolean {
  return clock.now() - startedAt > clock.scaled(isOpen ? OPEN_MS : ENDED_MS);
}
