import type { Facts } from '../../domain/facts';
import { isRecord } from '../../domain/is-record';
import { headOf, type CallHead, type CallRow } from './call-row';
import type { CallStore } from './call-store';

const INDEX = 'aculab-calls';

/**
 * The rows of calls as facts of the connection, with an index of their heads. Its compare-and-set holds within one
 * process, which is what the embedded store is for.
 */
export function createFactsCallStore(facts: Facts): CallStore {
  let index: Map<string, CallHead> | undefined;
  let last: Promise<unknown> = Promise.resolve();

  /** One after the other. */
  function inTurn<T>(step: () => Promise<T>): Promise<T> {
    const turn = last.then(step, step);
    last = turn.catch(() => undefined);
    return turn;
  }

  async function heads(): Promise<Map<string, CallHead>> {
    if (index) return index;
    const kept = await facts.recall(INDEX);
    index = new Map(isRecord(kept) ? (Object.entries(kept) as [string, CallHead][]) : []);
    return index;
  }

  async function remember(next: Map<string, CallHead>): Promise<void> {
    await facts.remember(INDEX, Object.fromEntries(next));
    index = next;
  }

  async function read(id: string): Promise<CallRow | undefined> {
    const row = await facts.recall(nameOf(id));
    return isRecord(row) ? (row as unknown as CallRow) : undefined;
  }

  async function write(row: CallRow): Promise<void> {
    const before = await heads();
    const [head, known] = [headOf(row), before.get(row.id)];
    const isOpen = known?.isOpen ?? true;
    // A crash in between may leave a head without its row, or one that is open too long: never a row that nobody finds.
    if (known === undefined || known.file !== head.file)
      await remember(new Map(before).set(row.id, { ...head, isOpen }));
    await facts.remember(nameOf(row.id), row);
    if (isOpen !== head.isOpen) await remember(new Map(before).set(row.id, head));
  }

  return {
    get: (id) => inTurn(() => read(id)),

    put: (row, epoch) =>
      inTurn(async () => {
        const before = await read(row.id);
        if (before?.epoch !== epoch) return false;
        await write({ ...row, epoch: (epoch ?? 0) + 1 });
        return true;
      }),

    byFile: (name) =>
      inTurn(async () => {
        const head = [...(await heads()).values()].find(({ file }) => file === name);
        return head && read(head.id);
      }),

    heads: () => inTurn(async () => [...(await heads()).values()]),

    forget: (id) =>
      inTurn(async () => {
        await facts.remember(nameOf(id), undefined);
        const next = new Map(await heads());
        if (next.delete(id)) await remember(next);
      }),
  };
}

function nameOf(id: string): string {
  return `aculab-call:${id}`;
}
