import type { PruneResult } from '../store';
import type { Change } from './batch-writer';
import { upTo } from './key-space';
import { removeJob } from './jobs/changing';
import { JOB } from './jobs/stored-job';
import { forgetDocument, overdueDocuments } from './kept-documents';
import { EXPIRY, saveRow } from './placement';
import { QUARANTINE, removeItem } from './quarantine';
import { PROGRESS } from './progress';
import type { StoredRow } from './stored-row';
import type { View } from './view';

/** Small, because what arrives meanwhile waits behind it. */
const PAGE = 256;

export function pruneChange(now: number): Change<PruneResult> {
  return {
    reads: [],
    async run(view) {
      const due = await view.page({ ...upTo(EXPIRY, now), limit: PAGE });
      for (const [entry, key] of due) await remove(view, entry, key);
      const documents = await overdueDocuments(view, now, PAGE);
      return { documents, removed: due.length, more: due.length === PAGE || documents.length === PAGE };
    },
  };
}

export function forgetDocumentsChange(files: string[]): Change<void> {
  return {
    reads: [],
    async run(view) {
      for (const file of files) await forgetDocument(view, file);
    },
  };
}

async function remove(view: View, entry: string, key: string): Promise<void> {
  view.del(entry);
  if (key.startsWith(`${QUARANTINE}/`)) await removeItem(view, key);
  else if (key.startsWith(`${PROGRESS}/`)) view.del(key);
  else if (key.startsWith(`${JOB}/`)) await removeJob(view, key);
  else await removeRow(view, key);
}

async function removeRow(view: View, key: string): Promise<void> {
  const text = await view.get(key);
  if (text !== undefined) saveRow(view, JSON.parse(text) as StoredRow, undefined);
}
