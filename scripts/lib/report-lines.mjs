import { existsSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/** Prints the text that `describe` makes from each line of JSON that a flow adds to `file`. */
export async function reportLines({ file, describe, signal }) {
  let told = linesOf(file).length;
  while (!signal.aborted) {
    for (const line of linesOf(file).slice(told)) {
      console.log(`${new Date().toLocaleTimeString('en-GB')}  ${describe(JSON.parse(line))}`);
      told += 1;
    }
    await sleep(250, undefined, { signal }).catch(() => {});
  }
}

function linesOf(file) {
  if (!existsSync(file)) return [];
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line.endsWith('}'));
}
