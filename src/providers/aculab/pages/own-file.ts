import type { CallStore } from '../call/call-store-port';
import { storedKey } from '../wire/stored-name';
import { instanceIdIn } from '../instance-id';
import type { CallPage } from '../call/call-page';

type Calls = Pick<CallStore, 'faxOf' | 'get'>;

/** A page is believed only for the file of its own call: the name of another's, which would get the wrong numbers, goes. */
export async function withOwnFile(page: CallPage, calls: Calls): Promise<CallPage> {
  if (!('result' in page) || page.result?.filename === undefined) return page;
  const { result } = page;
  const isOwn = await isOwnFile(result.filename ?? '', page.instanceId, calls);
  return isOwn ? page : { ...page, result: { ...result, filename: undefined } };
}

async function isOwnFile(name: string, instanceId: string, calls: Calls): Promise<boolean> {
  const told = await calls.faxOf(storedKey(name));
  if (told) return told.callId === instanceId;
  // A name may hold an instance, as those of recordings do; that faxes are named so is not documented.
  const named = instanceIdIn(name);
  return named === undefined || named === instanceId || (await calls.get(named)) === undefined;
}
