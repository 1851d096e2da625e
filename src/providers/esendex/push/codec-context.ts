import { readId } from '../wire/wire-values';
import { Unintelligible } from '../wire/fields';

/** What the codecs know of the connection. */
export interface CodecContext {
  /** Calling code that completes national numbers. */
  country: string;
  /** The account's reference, `EX…`, as set. */
  account: string;
  /** The account's GUID in lower case; undefined until it has been learned. */
  accountId: () => string | undefined;
}

/** Throws `Unintelligible` where the notification is another account's; one that names none is ours. */
export function checkAccountId(given: string | undefined, { accountId }: CodecContext): void {
  const own = accountId();
  if (own === undefined || given === undefined || given.trim() === '') return;
  if (readId(given)?.key !== own) throw foreign();
}

/** The same by the reference. */
export function checkReference(given: string | undefined, { account }: CodecContext): void {
  const reference = given?.trim().toLowerCase() ?? '';
  if (reference !== '' && reference !== account.trim().toLowerCase()) throw foreign();
}

function foreign(): Unintelligible {
  return new Unintelligible('of another account');
}
