import { StoreError } from '../../domain/errors';
import type { EventHead } from '../store';
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
    if (text === undefined) throw new StoreError('the store is damaged: an index entry has no row');
    return JSON.parse(text) as StoredRow;
  });
}

/** Walks one state's queue, a page a change, so that many rows neither fill the memory nor hold up the writer. */
export async function eachPage(
  database: LevelDatabase,
  queue: string,
  step: (view: View, heads: EventHead[]) => Promise<void>,
): Promise<void> {
  let after = 0;
  let more = true;
  while (more) {
    const from = after;
    const heads = await database.write({
      reads: [],
      async run(view) {
        const page = (await view.page({ ...beyond(queue, from), limit: HEADS_PAGE })).map(headOf);
        await step(view, page);
        return page;
      },
    });
    after = heads.at(-1)?.seq ?? from;
    more = heads.length === HEADS_PAGE;
  }
}
