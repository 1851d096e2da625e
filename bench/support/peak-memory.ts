import { readFile, writeFile } from 'node:fs/promises';

/** Bytes of physical memory. Only Linux tells them: elsewhere all are NaN. */
export interface Memory {
  now: number;
  /** Of these, pages of mapped files: the system drops them when it needs the room. */
  files: number;
  /** Since `forgetPeak`, or since the start where the system does not let it be forgotten. */
  peak: number;
}

export async function memoryOf(pid: number): Promise<Memory> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  const bytes = (name: string): number => Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(status)?.[1]) * 1_024;
  return { now: bytes('VmRSS'), files: bytes('RssFile'), peak: bytes('VmHWM') };
}

export async function forgetPeak(pid: number): Promise<void> {
  await writeFile(`/proc/${pid}/clear_refs`, '5').catch(() => undefined);
}
