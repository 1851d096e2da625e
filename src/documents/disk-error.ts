import { codeOf } from '../domain/code-of';
import { StoreError, toError } from '../domain/errors';

export function asStoreErrorOf(error: unknown): StoreError {
  if (error instanceof StoreError) return error;
  const code = codeOf(error) || 'unknown';
  return new StoreError(`a document could not be written or read (${code}): check the disk below the user directory`, {
    cause: toError(error),
  });
}
