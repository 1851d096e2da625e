import { StoreError } from '../../domain/errors';

/** Why the move did not complete. */
export type RefusalCode =
  | 'no-store'
  | 'store-in-use'
  | 'store-ill'
  | 'store-copied'
  | 'store-doubtful'
  | 'store-old'
  | 'store-moved'
  | 'target-busy'
  | 'target-full'
  | 'target-ill'
  | 'not-equal'
  | 'given-up'
  | 'nothing-to-give-up';

/** Nothing was lost, and the old folder is as it was. The message says what to do. */
export class MoveRefusedError extends StoreError {
  constructor(
    readonly reason: RefusalCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
