import { keyForLog } from '../domain/event-key';
import { isSound, type FolderReport } from './check-folder';

const SHOWN = 10;

/** The report in lines for a person; without phone numbers, texts and documents. */
export function describeReport(report: FolderReport): string[] {
  return [...wrongIn(report), ...heldIn(report), '', ...adviceFor(report)];
}

function wrongIn({ findings, inPlace, contents, documents }: FolderReport): string[] {
  const { damaged, lostEvents, lostJobs, lostEntries, unreadable } = contents;
  const named = new Set(findings.map(({ file }) => file));
  return [
    ...findings.map(({ kind, file }) => `${kind}: ${file}`),
    ...damaged.filter((file) => !named.has(file)).map((file) => `damaged: a value in ${file}`),
    ...(unreadable > 0 ? [`cannot be read: ${unreadable} entries that another version or program wrote`] : []),
    ...listed('known to be lost: event', lostEvents.map(keyForLog)),
    ...listed('known to be lost: job', lostJobs),
    ...(lostEntries > 0 ? [`missing: ${lostEntries} entries of the index (they are rebuilt)`] : []),
    ...listed('missing: document', documents.missing),
    ...listed('damaged: document', documents.damaged),
    ...(inPlace ? [] : ['this folder is a copy, was moved, or was restored from a backup']),
  ];
}

function listed(what: string, names: readonly string[]): string[] {
  const more = names.length - SHOWN;
  return [...names.slice(0, SHOWN).map((name) => `${what} ${name}`), ...(more > 0 ? [`${what}: ${more} more`] : [])];
}

function heldIn({ contents: { events, jobs }, documents, isRunning }: FolderReport): string[] {
  const open = events.filter(({ state }) => state !== 'completed').length;
  const ended = jobs.filter(({ state }) => state === 'finished').length;
  return [
    `can be read: ${open} events not done yet and ${events.length - open} done, ${jobs.length - ended} jobs open and ${ended} ended`,
    `documents: ${documents.sound} intact, ${documents.unknown.length} that belong to no open event or job`,
    ...(isRunning ? ['it was not closed: Node-RED is using it, or was killed'] : []),
  ];
}

function adviceFor(report: FolderReport): string[] {
  if (isSound(report)) return ['all is well'];
  const { findings, inPlace, contents, documents } = report;
  const { damaged, lostEntries, unreadable } = contents;
  const isStoreIll = findings.length + damaged.length + lostEntries + unreadable > 0;
  const lost = documents.missing.length + documents.damaged.length;
  return [
    ...(isStoreIll
      ? [
          'restore the whole folder from a backup, or save what can be read:',
          '  pushline-check <folder> --save <new folder>',
        ]
      : []),
    ...(lost > 0 ? ['documents of received faxes are fetched again where the provider still has them'] : []),
    ...(!inPlace && !isStoreIll
      ? [
          'if it is the only one now, say so, here or in the dialog of a connection:',
          '  pushline-check <folder> --moved     and nothing was sent or received elsewhere since',
          '  pushline-check <folder> --restored  and something may have been',
        ]
      : []),
    'more: docs/repair.md of this package',
  ];
}
