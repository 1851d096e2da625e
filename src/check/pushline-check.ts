#!/usr/bin/env node
import { writeSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { toError } from '../domain/errors';
import { assertUnlocked } from '../store/level/assert-unlocked';
import { failureReason, hasCode } from '../store/level/failure-reason';
import { confirmPlace } from '../store/level/folder/confirm';
import { loadLevel } from '../store/level/load-level';
import { UnusableStoreError } from '../store/level/unusable-store';
import { checkFolder, isSound } from './check-folder';
import { describeReport } from './describe-report';
import { saveFolder } from './save-folder';

const USAGE = `pushline-check <folder>                      looks at a store's folder and changes nothing
pushline-check <folder> --save <new folder>  saves what can be read of it into a new folder
pushline-check <folder> --moved              this folder was moved here and is the only one now
pushline-check <folder> --restored           this folder is a restored backup and the only one now

The folder is <user directory of Node-RED>/pushline. Stop Node-RED first.
Exit code 0: all is well, or done. 1: something is wrong. 2: it could not be done. 3: Node-RED is using the folder.`;

const enum Ending {
  Well = 0,
  Wrong = 1,
  Failed = 2,
  InUse = 3,
}

async function main([folder, option, target, ...rest]: string[]): Promise<Ending> {
  const takesTarget = option === '--save';
  if (folder === undefined || folder.startsWith('-') || rest.length > 0 || takesTarget !== (target !== undefined)) {
    return fail(USAGE);
  }
  switch (option) {
    case undefined:
      return check(resolve(folder));
    case '--save':
      return save(resolve(folder), resolve(target ?? ''));
    case '--moved':
    case '--restored':
      return confirm(resolve(folder), option === '--moved' ? 'moved' : 'restored');
    default:
      return fail(USAGE);
  }
}

async function check(folder: string): Promise<Ending> {
  const report = await checkFolder(folder);
  // Files that a running Node-RED is writing look damaged.
  if (!isSound(report)) await assertUnused(folder);
  say(describeReport(report));
  return isSound(report) ? Ending.Well : Ending.Wrong;
}

async function save(folder: string, target: string): Promise<Ending> {
  await assertUnused(folder);
  const report = await checkFolder(folder);
  await saveFolder(folder, report.contents, target);
  say([...describeReport(report).slice(0, -1), `saved in ${target}: replace the old folder by it, and start Node-RED`]);
  return Ending.Well;
}

async function confirm(folder: string, told: 'moved' | 'restored'): Promise<Ending> {
  await assertUnused(folder);
  const isDone = await confirmPlace(folder, told);
  say([isDone ? 'noted: Node-RED can use it' : 'nothing to confirm: this folder is not a copy']);
  return Ending.Well;
}

/** If LevelDB cannot be loaded on this machine, no Node-RED here can be using the folder. */
async function assertUnused(folder: string): Promise<void> {
  try {
    await assertUnlocked(join(folder, 'level'), loadLevel());
  } catch (error) {
    if (!(error instanceof UnusableStoreError)) throw error;
  }
}

function say(lines: readonly string[]): void {
  writeSync(1, `${lines.join('\n')}\n`);
}

function fail(text: string): Ending {
  writeSync(2, `${text}\n`);
  return Ending.Failed;
}

main(process.argv.slice(2)).then(
  (ending) => {
    process.exitCode = ending;
  },
  (error: unknown) => {
    const isInUse = hasCode(error, 'LEVEL_LOCKED');
    fail(isInUse ? `${failureReason(error)}: stop it first` : toError(error).message);
    process.exitCode = isInUse ? Ending.InUse : Ending.Failed;
  },
);
