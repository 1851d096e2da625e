import { call, reasonOf, type Failure } from '../../editor-kit/api';
import { entered } from '../../editor-kit/entered';
import { isOpened, type Opened } from '../../editor-kit/opened';
import type { StoreWorks } from '../../rules/store-works';
import { ASKED } from './asked';

type StoreTrial = StoreWorks | ({ ok: false } & Failure);

interface Line {
  text: string;
  mood?: 'good' | 'bad';
}

/** Grows with each test: the answer to one before says nothing of what is entered now. */
let turn = 0;

/** What a test said, until something else is entered. */
export function say(opened: Opened, lines: Line[]): void {
  turn += 1;
  if (!isOpened(opened)) return;
  const told = lines.map(({ text, mood }) =>
    $('<div>')
      .addClass(mood ? `pushline-${mood}` : '')
      .text(text),
  );
  opened.form.find('#pushline-store-result').empty().append(told);
}

/** Asks the database with what is in the form, deployed or not. */
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
  if (!trial.isHeard) lines.push({ text: text('deaf'), mood: 'bad' });
  if (!trial.isSynchronous) lines.push({ text: text('hasty') });
  return lines;
}

/** Never 0: it took some time. */
function rounded(ms: number): number {
  return ms < 10 ? Math.max(Math.round(ms * 10) / 10, 0.1) : Math.round(ms);
}
