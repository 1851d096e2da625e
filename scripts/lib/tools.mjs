import { existsSync, readdirSync } from 'node:fs';
import { findProgram, installDebian } from './debian.mjs';

/** The programs with which specs compare results, each with its Debian package. */
const tools = [
  ['tiffcp', 'libtiff-tools'],
  ['pdftoppm', 'poppler-utils'],
  ['strace', 'strace'],
  ['pgbouncer', 'pgbouncer'],
];

/** In CI missing programs are installed, because a skipped spec would look like a passed one. Elsewhere specs skip. */
export async function ensureTools() {
  if (process.env.CI !== 'true') return;
  const missing = tools.filter(([program]) => !findProgram(program)).map(([, name]) => name);
  if (!hasPostgres()) missing.push('postgresql');
  if (missing.length > 0) await installDebian(...missing);
}

/** Debian does not put PostgreSQL's server programs into the PATH. */
function hasPostgres() {
  const folder = '/usr/lib/postgresql';
  return findProgram('initdb') !== undefined || (existsSync(folder) && readdirSync(folder).length > 0);
}
