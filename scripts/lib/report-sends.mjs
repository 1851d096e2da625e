import { existsSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/** Prints a line for each result of a sent fax that the flow has added to its file. */
export async function reportSends({ place: file, signal }) {
  let told = linesOf(file).length;
  while (!signal.aborted) {
    for (const line of linesOf(file).slice(told)) {
      const { state, pages, attempt } = JSON.parse(line);
      const time = new Date().toLocaleTimeString('en-GB');
      console.log(`${time}  fax sent: ${state}, ${pages ?? '?'} page(s), call ${attempt}`);
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
