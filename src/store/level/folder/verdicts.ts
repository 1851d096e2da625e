import type { Finding } from '../files/inspect-level';
import { UnusableStoreError } from '../unusable-store';

/** Errors for folders that must not be used as they are; their messages say what to do. */

const ADVICE =
  'nothing was changed or deleted. Restore the whole folder from a backup, or save what is there: docs/repair.md, ' +
  'npx pushline-check';

export function damaged(files: readonly string[], options?: ErrorOptions): UnusableStoreError {
  const message = `the files of the store are damaged${inBrackets(files)}; ${ADVICE}`;
  return new UnusableStoreError(message, 'store-damaged', options);
}

export function incomplete(files: readonly string[]): UnusableStoreError {
  const message = `the store is incomplete, as if it was restored without part of it: missing ${listed(files)}; ${ADVICE}`;
  return new UnusableStoreError(message, 'store-incomplete');
}

export function copied(): UnusableStoreError {
  return new UnusableStoreError(
    'this folder is a copy, was moved, or was restored from a backup: nothing is received or sent until you say in the ' +
      'connection’s dialog that it is the only one now. Two that both go on would send everything twice; an old backup ' +
      'would send what has been sent since: docs/repair.md',
    'store-copied',
  );
}

export function moved(): UnusableStoreError {
  return new UnusableStoreError(
    'everything in this folder has moved into a database, and nothing is received or sent from here any more: choose ' +
      'that store in the connections. To go on with this folder on purpose: docs/repair.md',
    'store-moved',
  );
}

export function verdictOf(findings: readonly Finding[]): UnusableStoreError | undefined {
  const of = (kind: Finding['kind']): string[] =>
    findings.filter((found) => found.kind === kind).map(({ file }) => file);
  if (of('damaged').length > 0) return damaged(of('damaged'));
  return of('missing').length > 0 ? incomplete(of('missing')) : undefined;
}

const SHOWN = 3;

function listed(files: readonly string[]): string {
  const more = files.length - SHOWN;
  return files.slice(0, SHOWN).join(', ') + (more > 0 ? ` and ${more} more` : '');
}

function inBrackets(files: readonly string[]): string {
  return files.length === 0 ? '' : ` (${listed(files)})`;
}
