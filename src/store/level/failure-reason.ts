import type { StoreFailureCode } from '../store-health';

const NO_LOCKS = 'file locks do not work on this file system: put the user directory on a local disk';

const BY_CODE: Record<string, string> = {
  LEVEL_LOCKED: 'another Node-RED uses this folder',
  LEVEL_CORRUPTION: 'the files of the store are damaged',
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk is full',
  EACCES: 'no permission to read and write the folder of the store',
  EPERM: 'no permission to read and write the folder of the store',
  EROFS: 'the disk is read-only',
  EMFILE: 'too many open files',
  LEVEL_DATABASE_NOT_OPEN: 'the store is not open',
};

/** LevelDB gives all system errors one code and distinguishes them only in its text. */
const BY_TEXT: [RegExp, string][] = [
  [/^IO error: lock .*: (no locks available|(operation )?not supported|function not implemented)/i, NO_LOCKS],
  [/no space left|quota exceeded|not enough space/i, 'the disk is full'],
  [/permission denied|access is denied/i, 'no permission to read and write the folder of the store'],
  [/read-only file system/i, 'the disk is read-only'],
  [/too many open files/i, 'too many open files'],
];

const CODES: Record<string, StoreFailureCode> = {
  'another Node-RED uses this folder': 'store-locked',
  [NO_LOCKS]: 'store-no-locks',
  'the disk is full': 'disk-full',
  'the files of the store are damaged': 'store-damaged',
};

/** The code for a reason from `failureReason`, for a node's status. */
export function failureCode(reason: string): StoreFailureCode {
  return CODES[reason] ?? 'store';
}

/** A short reason for users, without paths and contents. The innermost known cause says most. */
export function failureReason(error: unknown): string {
  const chain = causes(error);
  const texts = chain.flatMap(({ message }) =>
    BY_TEXT.filter(([pattern]) => pattern.test(message)).map(([, text]) => text),
  );
  const codes = chain.flatMap(({ code }) => BY_CODE[code] ?? []);
  return texts[0] ?? codes.at(-1) ?? 'the disk reports an error';
}

export function hasCode(error: unknown, code: string): boolean {
  return causes(error).some((cause) => cause.code === code);
}

function causes(error: unknown): { code: string; message: string }[] {
  if (!(error instanceof Error)) return [];
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  return [{ code, message: error.message }, ...causes(error.cause)];
}
