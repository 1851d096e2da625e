import { readFile } from 'node:fs/promises';

/**
 * Processor time of a process's main thread so far, in ms; NaN where the system does not tell. What else the machine does
 * lengthens how long something takes, but hardly this.
 */
export async function mainThreadMs(pid: number): Promise<number> {
  const text = await readFile(`/proc/${pid}/task/${pid}/schedstat`, 'utf8').catch(() => 'unknown');
  return Number(text.split(' ', 1)[0]) / 1e6;
}
