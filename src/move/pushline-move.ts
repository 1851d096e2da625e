#!/usr/bin/env node
import { writeSync } from 'node:fs';
import { resolve } from 'node:path';
import { text as textOf } from 'node:stream/consumers';
import { toError } from '../domain/errors';
import type { Log } from '../domain/log';
import { SharedFolder } from '../documents/shared-folder';
import { giveUpMove, moveIn, type MoveProgress } from '../store/moving-in/move-in';
import { MoveRefusedError } from '../store/moving-in/refusal';
import { describeMove, describeProgress } from './describe-move';
import { readArguments, USAGE, UsageError, type Arguments } from './read-arguments';

const enum Ending {
  Moved = 0,
  Refused = 1,
  Failed = 2,
  InUse = 3,
}

async function main(): Promise<Ending> {
  const read = readArguments(process.argv.slice(2), process.env);
  if (read === undefined) return say([USAGE]);
  const { folder, schema, group, connection, givesUp, documents } = read;
  const where = {
    folder: resolve(folder),
    schema,
    group,
    connection: await withPassword(read, connection),
    log: warnings,
  };
  if (givesUp) {
    await giveUpMove(where);
    return say(['given up: nothing of the move is left in the database, and the folder works as before']);
  }
  const sharedDocuments = documents === undefined ? undefined : new SharedFolder(resolve(documents));
  const stop = new AbortController();
  process.once('SIGINT', () => stop.abort());
  process.once('SIGTERM', () => stop.abort());
  return say(describeMove(await moveIn({ ...where, sharedDocuments, signal: stop.signal, onProgress: progress() })));
}

async function withPassword({ asksPassword }: Arguments, connection: Arguments['connection']) {
  if (!asksPassword) return connection;
  const password = (await textOf(process.stdin)).replace(/\r?\n$/, '');
  if (connection.url === undefined) return { ...connection, password };
  const url = new URL(connection.url);
  url.password = encodeURIComponent(password);
  return { ...connection, url: url.href };
}

const SAY_EVERY_MS = 1_000;

/** Writes a line at each new step, and at most one a second in between. */
function progress(): (progress: MoveProgress) => void {
  let step = '';
  let saidAt = -Infinity;
  return (progress) => {
    if (progress.step === step && performance.now() - saidAt < SAY_EVERY_MS) return;
    step = progress.step;
    saidAt = performance.now();
    writeSync(2, `${describeProgress(progress)}\n`);
  };
}

const warnings: Log = {
  info: () => undefined,
  warn: (text) => void writeSync(2, `${text}\n`),
  error: (text) => void writeSync(2, `${text}\n`),
};

function say(lines: readonly string[]): Ending {
  writeSync(1, `${lines.join('\n')}\n`);
  return Ending.Moved;
}

function endingOf(error: unknown): Ending {
  if (!(error instanceof MoveRefusedError)) return Ending.Failed;
  return error.reason === 'store-in-use' ? Ending.InUse : Ending.Refused;
}

main().then(
  (ending) => {
    process.exitCode = ending;
  },
  (error: unknown) => {
    const isExpected = error instanceof UsageError || error instanceof MoveRefusedError;
    writeSync(2, `${isExpected ? error.message : `it could not be done: ${toError(error).message}`}\n`);
    process.exitCode = endingOf(error);
  },
);
