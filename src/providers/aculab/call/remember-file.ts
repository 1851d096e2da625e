import type { CallRow } from './call-row';
import type { CallStore, StoredFax } from './call-store-port';
import { changeCall, type CallChange } from './change-call';
import { storedKey } from '../wire/stored-name';

/**
 * Remembers which call brought a stored fax, and with it the fax's key: from now on each is found by the other, also after
 * a crash. A call that has a file keeps that.
 */
export async function rememberFile(calls: CallStore, name: string, { callId, storedAt }: StoredFax): Promise<void> {
  await changeCall(calls, callId, (row) => withFile(row, storedKey(name), storedAt));
}

function withFile(row: CallRow | undefined, file: string, fileAt: number): CallChange {
  return row && row.file === undefined ? { call: { ...row, file, fileAt } } : {};
}
