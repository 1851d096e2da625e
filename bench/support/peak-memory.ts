import { readFile, writeFile } from 'node:fs/promises';

/** Bytes of physical memory. */
export interface Memory {
  now: number;
  /** Of these, pages of mapped files: the system drops them when it needs the room. */
  files: number;
  /** Since `forgetPeak`. */
  peak: number;
}

/** Of a process of ours. Only Linux tells, and lets a peak be forgotten. */
export async function memoryOf(pid: number): Promise<Memory> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  const bytes = (name: string): number => Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(status)?.[1]) * 1_024;
  return { now: bytes('VmRSS'), files: bytes('RssFile'), peak: bytes('VmHWM') };
}

export async function forgetPeak(pid: number): Promise<void> {
  await writeFile(`/proc/${pid}/clear_refs`, '5');
}
