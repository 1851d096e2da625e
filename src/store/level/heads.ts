import { StoreError } from '../../domain/errors';
import type { EventHead } from '../event-row';
import { DamageError } from './damage-error';
import { failureReason } from './failure-reason';
import { beyond } from './key-space';
import type { LevelDatabase } from './level-database';
import type { Entry } from './reader';
import { rowKey, type StoredRow } from './stored-row';
import type { View } from './view';

/** Heads looked at in one change: what waits behind it in the writer should not wait long. */
export const HEADS_PAGE = 256;

export function headOf([, value]: Entry): EventHead {
  return JSON.parse(value) as EventHead;
}

/** Head and row are written in one batch, so one without the other means damaged files. */
export async function rowsOf(view: View, heads: EventHead[]): Promise<StoredRow[]> {
  const texts = await view.getMany(heads.map(({ key }) => rowKey(key)));
  return texts.map((text) => {
    if (text === undefined) throw damagedIndex();
    return JSON.parse(text) as StoredRow;
  });
}

function damagedIndex(): StoreError {
  const cause = new DamageError('an index entry has no row');
  return new StoreError(`the store cannot be read: ${failureReason(cause)}`, { cause });
}

/** One change for one page of a state's queue after `after`; resolves with where to go on, undefined at the end. */
export async function onePage(
  database: LevelDatabase,
  queue: string,
  after: number,
  step: (view: View, heads: EventHead[]) => Promise<void>,
): Promise<number | undefined> {
  const heads = await database.write({
    reads: [],
    async run(view) {
      const page = (await view.page({ ...beyond(queue, after), limit: HEADS_PAGE })).map(headOf);
      await step(view, page);
      return page;
    },
  });
  return heads.length === HEADS_PAGE ? heads.at(-1)?.seq : undefined;
}

/** Walks one state's queue, a page a change, so that many rows neither fill the memory nor hold up the writer. */
export async function eachPage(
  database: LevelDatabase,
  queue: string,
  step: (view: View, heads: EventHead[]) => Promise<void>,
): Promise<void> {
  let after: number | undefined = 0;
  while (after !== undefined) after = await onePage(database, queue, after, step);
}
