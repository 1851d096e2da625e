import type { Outbox } from '../../src/outbox/outbox';

/** What a sending node needs of its connection's outbox. */
export type OutboxAccess = Pick<
  Outbox,
  'submit' | 'cancel' | 'decide' | 'check' | 'completesNational' | 'documents' | 'takes'
>;
