import type { CallRow } from '../call/call-row';
import type { CallStore } from '../call/call-store-port';
import { makesTiff } from './crypto-stored-fax';

/** The newest are looked at: calls without a fax, which are kept for a day, must not make a fetch read for ever. */
const MAX_CALLS = 1_000;

/**
 * The call of a stored fax that neither a page nor its name tells: the one whose key makes a TIFF of the fax's first
 * `block` of 16 bytes, among the inbound calls of which no file is known. undefined = none does.
 */
export async function findCallByCipher(
  block: Buffer,
  calls: Pick<CallStore, 'heads' | 'get'>,
): Promise<CallRow | undefined> {
  const heads = (await calls.heads()).filter(({ direction, file }) => direction === 'in' && file === undefined);
  heads.sort((one, other) => other.startedAt - one.startedAt);
  for (const { id } of heads.slice(0, MAX_CALLS)) {
    const call = await calls.get(id);
    if (call?.cipher && makesTiff(call.cipher, block)) return call;
  }
  return undefined;
}
