import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Finding } from '../store/level/files/inspect-level';
import { inspectFolder } from '../store/level/folder/inspect-folder';
import { isInPlace } from '../store/level/folder/place';
import { NEWEST, type StoreVersion } from '../store/level/folder/store-record';
import { RUNNING_KEY } from '../store/level/open-folder';
import { readContents, type Contents } from '../store/level/rescue/contents';
import { versionOf } from '../store/level/rescue/rescue-in-place';
import { checkDocuments, type DocumentsReport } from './check-documents';

export interface FolderReport {
  findings: Finding[];
  /** False: the folder is a copy, was moved or restored, and the user has not confirmed yet that it is the only one. */
  inPlace: boolean;
  /** Node-RED is using the folder now, or was killed while it did. */
  isRunning: boolean;
  contents: Contents;
  documents: DocumentsReport;
}

/** Checks everything in a store's folder without changing it. Rejects if it holds no store, or one of another kind. */
export async function checkFolder(folder: string): Promise<FolderReport> {
  // Otherwise a wrong path would be reported as a damaged store.
  const names = await readdir(folder);
  if (!['store.json', 'level', 'reach', 'documents'].some((name) => names.includes(name))) {
    throw new Error('there is no store in this folder: name <user directory>/pushline');
  }
  const version = await versionOf(folder);
  const contents = await readContents(join(folder, 'level'), version !== NEWEST);
  return {
    findings: await findingsIn(folder, version),
    inPlace: version !== NEWEST || (await isInPlace(folder)),
    isRunning: contents.entries.has(RUNNING_KEY),
    contents,
    documents: await checkDocuments(folder, contents),
  };
}

async function findingsIn(folder: string, version: StoreVersion | undefined): Promise<Finding[]> {
  if (version !== undefined) return inspectFolder(folder, version);
  const record: Finding = { kind: 'missing', file: 'store.json, or what it says' };
  return [record, ...(await inspectFolder(folder, 1))];
}

export function isSound({ findings, inPlace, contents, documents }: FolderReport): boolean {
  const { lostEvents, lostJobs, lostEntries, unreadable, damaged } = contents;
  const lost =
    lostEvents.length +
    lostJobs.length +
    lostEntries +
    unreadable +
    documents.missing.length +
    documents.damaged.length;
  return inPlace && findings.length === 0 && damaged.length === 0 && lost === 0;
}
