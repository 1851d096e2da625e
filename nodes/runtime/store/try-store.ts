import { randomUUID } from 'node:crypto';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { systemClock } from '../../../src/domain/clock';
import { codeOf } from '../../../src/domain/code-of';
import { compact } from '../../../src/domain/compact';
import { ConfigError } from '../../../src/domain/errors';
import { SharedFolder } from '../../../src/documents/shared-folder';
import type { NodeRed } from '../node-red';
import type { StoreWorks } from '../../rules/store-works';
import { failureAnswer, type FailureAnswer } from './failure-answer';
import { formPlace } from './form-place';
import { isOurs } from './store-home';
import type { DatabasePlace } from './store-place';

/** `ok: false` is a result, not a failure of the request: the dialog shows it in the user's language. */
export type StoreTrial = StoreWorks | FailureAnswer;

const FOLDER_GONE = new Set(['ENOENT', 'ENOTDIR']);

/**
 * Tests the store of a dialog that may not be deployed yet. Leaves nothing behind, in the database or in the folder.
 */
export async function tryStore(RED: NodeRed, form: Record<string, unknown>): Promise<StoreTrial> {
  try {
    const place = formPlace(RED, form);
    if (place.sharedFolder !== undefined) await tryFolder(place.sharedFolder);
    return await tryPlace(place);
  } catch (error) {
    if (error instanceof ConfigError) return { ok: false, code: error.code, message: error.message };
    if (error instanceof FolderError) return { ok: false, code: error.code, message: '' };
    const failure = loadFailures().failureOf(error);
    return failureAnswer(failure, failure.reason);
  }
}

async function tryPlace({ connection, schema, group, instance, sharedFolder }: DatabasePlace): Promise<StoreWorks> {
  const documents = sharedFolder === undefined ? undefined : new SharedFolder(sharedFolder);
  const wanted = { group, documents: { instance, documents } };
  const { alive, ...report } = await loadTrial().tryDatabase(connection, schema, systemClock(), wanted);
  const process = alive.get(instance);
  const others = [...alive.keys()].filter((name) => name !== instance);
  const isTaken = process !== undefined && !isOurs(process);
  return compact<StoreWorks>({ ok: true, ...report, instance, isTaken, others });
}

class FolderError extends Error {
  constructor(readonly code: 'folder-missing' | 'folder-rights' | 'disk-full-folder') {
    super(code);
  }
}

/** A missing folder is not made, because most likely its disk is not mounted. */
async function tryFolder(folder: string): Promise<void> {
  const file = join(folder, `pushline-trial-${randomUUID()}`);
  try {
    await writeFile(file, file, { flag: 'wx', mode: 0o600 });
    if ((await readFile(file, 'utf8')) !== file) throw new FolderError('folder-rights');
  } catch (error) {
    if (codeOf(error) === 'ENOSPC') throw new FolderError('disk-full-folder');
    throw new FolderError(FOLDER_GONE.has(codeOf(error)) ? 'folder-missing' : 'folder-rights');
  } finally {
    await rm(file, { force: true }).catch(() => undefined);
  }
}

/* eslint-disable @typescript-eslint/no-require-imports -- hardly ever needed, and they load the database's library */
function loadTrial(): typeof import('../../../src/store/postgres/try-database') {
  return require('../../../src/store/postgres/try-database') as ReturnType<typeof loadTrial>;
}
function loadFailures(): typeof import('../../../src/store/postgres/failure') {
  return require('../../../src/store/postgres/failure') as ReturnType<typeof loadFailures>;
}
/* eslint-enable @typescript-eslint/no-require-imports */
