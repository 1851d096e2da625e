import { readFile, writeFile } from 'node:fs/promises';

/** Physical memory in bytes. All values are NaN on other systems than Linux. */
export interface Memory {
  now: number;
  /** The part of `now` that is mapped files, which the system can drop when it needs memory. */
  files: number;
  /** The maximum since `forgetPeak`, or since the start if the system does not allow it to be reset. */
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
