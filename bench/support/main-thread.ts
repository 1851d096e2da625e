import { readFile } from 'node:fs/promises';

/**
 * The processor time of a process's main thread so far, in ms; NaN when the system does not tell. Unlike elapsed time,
 * it hardly depends on other work on the machine.
 */
export async function mainThreadMs(pid: number): Promise<number> {
  const text = await readFile(`/proc/${pid}/task/${pid}/schedstat`, 'utf8').catch(() => 'unknown');
  return Number(text.split(' ', 1)[0]) / 1e6;
}
