import type { Facts } from '../../../domain/facts';
import { isRecord } from '../../../domain/is-record';
import { headOf, type CallHead, type CallRow } from './call-row';
import type { CallStore, StoredFax } from './call-store-port';

/** The rows of calls as facts of the account: each with its head, and by file the call that brought it. */
export function createFactsCallStore(facts: Facts): CallStore {
  async function get(id: string): Promise<CallRow | undefined> {
    const row = await facts.recall(rowName(id));
    return isRecord(row) ? (row as unknown as CallRow) : undefined;
  }

  return {
    get,

    async put(row, epoch) {
      const before = await get(row.id);
      if (before?.epoch !== epoch) return false;
      const next = { ...row, epoch: (epoch ?? 0) + 1 };
      return facts.rememberIf(
        { name: rowName(row.id), is: before },
        { [rowName(row.id)]: next, [headName(row.id)]: headOf(next), ...linkOf(next) },
      );
    },

    linkFax: (name, fax) => facts.remember(faxName(name), fax),

    async faxOf(name) {
      const fax = await facts.recall(faxName(name));
      return isRecord(fax) ? (fax as unknown as StoredFax) : undefined;
    },

    async heads() {
      const heads = await facts.recallAll(headName(''));
      return [...heads.values()].filter(isRecord) as unknown as CallHead[];
    },

    async forget({ id, file }) {
      if (file !== undefined) await facts.remember(faxName(file), undefined);
      await facts.remember(rowName(id), undefined);
      // Last, so that a crash before leaves something to be forgotten again.
      await facts.remember(headName(id), undefined);
    },
  };
}

function linkOf({ id, direction, file, fileAt }: CallRow): Record<string, StoredFax> {
  if (direction === 'out' || file === undefined || fileAt === undefined) return {};
  return { [faxName(file)]: { callId: id, storedAt: fileAt } };
}

function rowName(id: string): string {
  return `aculab-call:${id}`;
}

function headName(id: string): string {
  return `aculab-head:${id}`;
}

function faxName(file: string): string {
  return `aculab-fax:${file}`;
}
