import { call, reasonOf, type Failure } from '../../editor-kit/api';
import { entered } from '../../editor-kit/entered';
import { isOpened, type Opened } from '../../editor-kit/opened';
import type { StoreWorks } from '../../rules/store-works';
import { ASKED } from './asked';
import { showResult, type Line } from './show-result';

type StoreTrial = StoreWorks | ({ ok: false } & Failure);

/** Changes with each test and each entry: the answer to an earlier test must not be shown any more. */
let turn = 0;

/** Shows the result of a test; no lines remove it. */
export function say(opened: Opened, lines: Line[]): void {
  turn += 1;
  if (isOpened(opened)) showResult(opened, '#pushline-store-result', lines);
}

/** Tests the store with what is in the form, deployed or not. */
export async function testStore(opened: Opened): Promise<void> {
  const { node } = opened;
  say(opened, [{ text: node._('pushline-store.message.testing') }]);
  const own = turn;
  const lines = await call<StoreTrial>('POST', 'stores/test', entered(opened, ASKED)).then(
    (trial) => (trial.ok ? told(opened, trial) : [bad(opened, trial)]),
    (failure: unknown) => [bad(opened, failure as Failure)],
  );
  if (own === turn) say(opened, lines);
}

function bad({ node }: Opened, failure: Failure): Line {
  return { text: reasonOf(node, failure), mood: 'bad' };
}

function told({ node }: Opened, trial: StoreWorks): Line[] {
  const text = (key: string, values?: Record<string, unknown>): string =>
    node._(`pushline-store.message.${key}`, values);
  const { version, writeMs, readMs, instance, others } = trial;
  const read = rounded(readMs);
  const works =
    writeMs === undefined
      ? text('reads', { version, read })
      : text('works', { version, read, write: rounded(writeMs) });
  const lines: Line[] = [{ text: works, mood: 'good' }, { text: text(trial.isMade ? 'made' : 'willBeMade') }];
  lines.push(trial.isTaken ? { text: text('taken'), mood: 'bad' } : { text: text('instance', { instance }) });
  if (others.length > 0) lines.push({ text: text('others', { others: others.join(', ') }) });
  if (!trial.isNotified) lines.push({ text: text('deaf'), mood: 'bad' });
  if (!trial.isSynchronous) lines.push({ text: text('hasty') });
  return lines;
}

/** Rounded for people, but never to 0. */
function rounded(ms: number): number {
  return ms < 10 ? Math.max(Math.round(ms * 10) / 10, 0.1) : Math.round(ms);
}
