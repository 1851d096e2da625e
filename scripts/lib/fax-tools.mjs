import { findProgram, installDebian } from './debian.mjs';

/** What the specs of documents compare with: a program, and the Debian package that has it. */
const tools = [
  ['tiffcp', 'libtiff-tools'],
  ['pdftoppm', 'poppler-utils'],
];

/** In CI, where a skipped spec would look like a passed one, what is missing is installed; elsewhere those specs skip. */
export async function ensureFaxTools() {
  if (process.env.CI !== 'true') return;
  const missing = tools.filter(([program]) => !findProgram(program)).map(([, name]) => name);
  if (missing.length > 0) await installDebian(...missing);
}
