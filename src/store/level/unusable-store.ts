import { StoreError } from '../../domain/errors';
import type { StoreFailureCode } from '../store';

/** Waiting does not help against this one: somebody has to do something about the folder. Nothing was changed in it. */
export class UnusableStoreError extends StoreError {
  constructor(
    message: string,
    readonly failureCode: StoreFailureCode,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
