import { toError } from '../../../src/domain/errors';
import { SharedFolder } from '../../../src/documents/shared-folder';
import type { MoveProgress, MoveResult } from '../../../src/store/moving-in/move-in';
import { AdminError } from '../admin-answer';
import { type NodeRed, sharedLog } from '../node-red';
import { storeFolder } from '../settings/settings-file';
import { failureAnswer, type FailureAnswer } from './failure-answer';
import { formPlace } from './form-place';
import type { DatabasePlace } from './store-place';
import { whileClosed } from './store-users';

/** A move as the dialog shows it. `ok: false` is a result, not a failure of the request. */
export type MoveView =
  | { ok: true; state: 'none' | 'given-up' | 'moved-before' }
  | ({ ok: true; state: 'moving' } & MoveProgress)
  | ({ ok: true; state: 'moved' } & MoveResult)
  | FailureAnswer;

interface Move {
  view: MoveView;
  stop: AbortController;
}

/** There is one move at a time, because a Node-RED has one folder. It goes on when the dialog is closed. */
let last: Move | undefined;

/**
 * Moves the embedded store of this Node-RED into the store of a dialog, which may not be deployed yet. All connections
 * stop meanwhile; those that use the embedded store then show that it has moved. `begin` takes the dialog's fields,
 * `look` returns the progress, `cancel` gives the move up.
 */
export function moveStore(RED: NodeRed, form: Record<string, unknown>): MoveView {
  const { action } = form;
  if (action === 'cancel') last?.stop.abort();
  if (action === 'look' || action === 'cancel' || isMoving(last)) return last?.view ?? { ok: true, state: 'none' };
  if (action !== 'begin') throw new AdminError(400, 'action must be one of begin, look, cancel');
  const move: Move = {
    view: { ok: true, state: 'moving', step: 'reading', done: 0, of: 0 },
    stop: new AbortController(),
  };
  last = move;
  void carryOut(RED, form, move).then(
    (view) => {
      move.view = view;
    },
    (error: unknown) => {
      move.view = failed(error);
    },
  );
  return move.view;
}

function isMoving(move: Move | undefined): boolean {
  return move?.view.ok === true && move.view.state === 'moving';
}

async function carryOut(RED: NodeRed, form: Record<string, unknown>, move: Move): Promise<MoveView> {
  const { connection, schema, group, sharedFolder }: DatabasePlace = formPlace(RED, form);
  const log = sharedLog(RED);
  const where = { folder: storeFolder(RED), connection, schema, group, log };
  const sharedDocuments = sharedFolder === undefined ? undefined : new SharedFolder(sharedFolder);
  const onProgress = (progress: MoveProgress): void => {
    move.view = { ok: true, state: 'moving', ...progress };
  };
  const result = await whileClosed(() =>
    loadMove().moveIn({ ...where, sharedDocuments, onProgress, signal: move.stop.signal }),
  );
  if (result === undefined) return { ok: true, state: 'moved-before' };
  const { events, jobs, documents } = result;
  log.warn(
    `store: ${events} events, ${jobs} jobs and ${documents} documents have moved into the database; the folder is no longer used`,
  );
  return { ok: true, state: 'moved', ...result };
}

function failed(thrown: unknown): MoveView {
  const { MoveRefusedError, failureOf } = loadFailures();
  if (!(thrown instanceof MoveRefusedError)) {
    const { message, name } = toError(thrown);
    return { ok: false, code: 'PUSHLINE_CONFIG', message: name === 'ConfigError' ? message : 'it could not be done' };
  }
  if (thrown.reason === 'given-up') return { ok: true, state: 'given-up' };
  if (thrown.reason !== 'target-ill') {
    return { ok: false, code: thrown.reason, message: thrown.reason === 'store-ill' ? thrown.message : '' };
  }
  return failureAnswer(failureOf(thrown.cause), thrown.message);
}

/* eslint-disable @typescript-eslint/no-require-imports -- hardly ever needed */
function loadMove(): typeof import('../../../src/store/moving-in/move-in') {
  return require('../../../src/store/moving-in/move-in') as ReturnType<typeof loadMove>;
}
function loadFailures() {
  const { MoveRefusedError } =
    require('../../../src/store/moving-in/refusal') as typeof import('../../../src/store/moving-in/refusal');
  const { failureOf } =
    require('../../../src/store/postgres/failure') as typeof import('../../../src/store/postgres/failure');
  return { MoveRefusedError, failureOf };
}
/* eslint-enable @typescript-eslint/no-require-imports */
