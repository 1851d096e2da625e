import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { isRecord } from '../../src/domain/is-record';

/**
 * The version of this package. Its package.json is some folders above; how many depends on whether the code was built.
 */
export function packageVersion(folder = __dirname): string {
  const version = versionIn(folder);
  const above = dirname(folder);
  if (version !== undefined) return version;
  return above === folder ? 'unknown' : packageVersion(above);
}

function versionIn(folder: string): string | undefined {
  try {
    const parsed: unknown = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    return isRecord(parsed) && typeof parsed.version === 'string' ? parsed.version : undefined;
  } catch {
    return undefined;
  }
}
