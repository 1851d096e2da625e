import { readId } from '../wire/wire-values';
import { Unintelligible } from '../wire/fields';

/** What the codecs know about the connection. */
export interface CodecContext {
  /** Calling code for national numbers. */
  country: string;
  /** The account's reference, `EX…`, from the settings. */
  account: string;
  /** The account's GUID in lower case; undefined until Esendex has told it. */
  accountId: () => string | undefined;
}

/** Throws `Unintelligible` for a notification of another account. One that names no account counts as ours. */
export function checkAccountId(given: string | undefined, { accountId }: CodecContext): void {
  const own = accountId();
  if (own === undefined || given === undefined || given.trim() === '') return;
  if (readId(given)?.key !== own) throw foreign();
}

/** Like `checkAccountId`, but compares the account's reference. */
export function checkReference(given: string | undefined, { account }: CodecContext): void {
  const reference = given?.trim().toLowerCase() ?? '';
  if (reference !== '' && reference !== account.trim().toLowerCase()) throw foreign();
}

function foreign(): Unintelligible {
  return new Unintelligible('belongs to another account');
}
