import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const DOCUMENT = join(__dirname, '../../../docs/providers.md');

/** The rows of the table below a heading of docs/providers.md, cell by cell, without the marks of code. */
export function documentedTable(heading: string): string[][] {
  const [, below = ''] = readFileSync(DOCUMENT, 'utf8').split(`\n#### ${heading}\n`);
  const [section = ''] = below.split(/\n#{2,4} /);
  const lines = section.split('\n').filter((line) => line.startsWith('|'));
  return lines.slice(2).map((line) => {
    const cells = line.split('|').slice(1, -1);
    return cells.map((cell) => cell.replaceAll('`', '').trim());
  });
}
