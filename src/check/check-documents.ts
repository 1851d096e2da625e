import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { StoredDocument } from '../domain/document';
import { sha256Of } from '../documents/read-checked';
import { isDocumentKept } from '../store/kept/kept-documents';
import type { Contents } from '../store/level/rescue/contents';

export interface DocumentsReport {
  sound: number;
  /** Names of files that are gone. */
  missing: string[];
  /** Names of files whose content has changed since they were written. */
  damaged: string[];
  /** Names of files that no open event or job needs. */
  unknown: string[];
}

/** Compares the documents of open events and jobs with the SHA-256 that the store has of each. */
export async function checkDocuments(folder: string, contents: Contents): Promise<DocumentsReport> {
  const report: DocumentsReport = { sound: 0, missing: [], damaged: [], unknown: [] };
  const needed = documentsOf(contents);
  const files = new Set(await readdir(join(folder, 'documents')).catch(() => []));
  for (const { file, sha256, damaged } of needed.values()) {
    if (!files.has(file)) report.missing.push(file);
    else if (damaged === true || (await sha256Of(join(folder, 'documents', file))) === sha256) report.sound += 1;
    else report.damaged.push(file);
  }
  report.unknown = [...files].filter((file) => !needed.has(file) && !isDocumentKept(contents.entries, file));
  return report;
}

function documentsOf({ events, jobs }: Contents): Map<string, StoredDocument> {
  const open = jobs.filter(({ state }) => state !== 'finished').map(({ order }) => order);
  const documents = [
    ...events.flatMap(({ document, spare }) => [document, spare]),
    ...open.flatMap((order) => (order.kind === 'fax' ? order.documents : [])),
  ];
  return new Map(documents.flatMap((document) => (document === undefined ? [] : [[document.file, document] as const])));
}
