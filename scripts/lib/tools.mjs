import { existsSync, readdirSync } from 'node:fs';
import { findProgram, installDebian } from './debian.mjs';

/** What specs look through or compare with: a program, and the Debian package that has it. */
const tools = [
  ['tiffcp', 'libtiff-tools'],
  ['pdftoppm', 'poppler-utils'],
  ['strace', 'strace'],
  ['pgbouncer', 'pgbouncer'],
];

/** In CI, where a skipped spec would look like a passed one, what is missing is installed; elsewhere those specs skip. */
export async function ensureTools() {
  if (process.env.CI !== 'true') return;
  const missing = tools.filter(([program]) => !findProgram(program)).map(([, name]) => name);
  if (!hasPostgres()) missing.push('postgresql');
  if (missing.length > 0) await installDebian(...missing);
}

/** Debian keeps its servers out of the path. */
function hasPostgres() {
  const folder = '/usr/lib/postgresql';
  return findProgram('initdb') !== undefined || (existsSync(folder) && readdirSync(folder).length > 0);
}
