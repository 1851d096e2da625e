import { StoreError } from '../../domain/errors';
import type { StoreFailureCode } from '../store-health';

/**
 * The folder cannot be used until a person does something about it; waiting does not help. Nothing in it was changed.
 */
export class UnusableStoreError extends StoreError {
  constructor(
    message: string,
    readonly failureCode: StoreFailureCode,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
