import { Session, type Profiler } from 'node:inspector/promises';
import { relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setFlagsFromString } from 'node:v8';

// Without this flag, functions that ran only once or twice are not counted.
setFlagsFromString('--no-lazy-feedback-allocation');

const ROOT = resolve(__dirname, '../..');

/** Our files with a function that is executed while `act` runs, by path from the root. */
export async function crossedFiles(act: () => Promise<unknown>): Promise<string[]> {
  const session = new Session();
  session.connect();
  try {
    await session.post('Profiler.enable');
    await session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: false });
    await session.post('Profiler.takePreciseCoverage');
    await act();
    const { result } = await session.post('Profiler.takePreciseCoverage');
    return result.filter(hasRun).map(({ url }) => relative(ROOT, pathOf(url)));
  } finally {
    session.disconnect();
  }
}

function pathOf(url: string): string {
  return url.startsWith('file:') ? fileURLToPath(url) : url;
}

function hasRun({ url, functions }: Profiler.ScriptCoverage): boolean {
  const path = pathOf(url);
  if (!path.startsWith(`${ROOT}/src/`) && !path.startsWith(`${ROOT}/nodes/`)) return false;
  // The function at offset 0 is the module itself, which runs when it is loaded.
  return functions.some(({ ranges: [range] }) => range !== undefined && range.startOffset > 0 && range.count > 0);
}
