import type { ClassicLevel } from 'classic-level';
import { isRecord } from '../../domain/is-record';
import { UnusableStoreError } from './unusable-store';

type CreateLevel = (location: string) => ClassicLevel;

/**
 * Loads LevelDB when a store is opened instead of with the module: if it cannot be loaded, the webhooks must still
 * answer 503. Throws `UnusableStoreError`.
 */
export function loadLevel(obstacle = obstacleHere()): CreateLevel {
  if (obstacle !== undefined) throw unusable(`has no binary for ${obstacle}`);
  try {
    // eslint-disable-next-line @typescript-eslint/no-require-imports -- only now, and only here
    const { ClassicLevel: Level } = require('classic-level') as typeof import('classic-level');
    return (location) => new Level(location);
  } catch (cause) {
    throw unusable('has no binary that can be loaded here', { cause });
  }
}

function unusable(what: string, options?: ErrorOptions): UnusableStoreError {
  return new UnusableStoreError(
    `the store cannot work on this machine: classic-level ${what}. If the user directory came from another machine, ` +
      'reinstall the package in it; docs/repair.md lists the machines that it works on',
    'store-binary',
    options,
  );
}

function obstacleHere(): string | undefined {
  return process.platform === 'linux' && process.arch === 'arm' ? obstacleOnArm(glibcVersion()) : undefined;
}

const ARM_NEEDS = [2, 34] as const;

/**
 * The binary for 32-bit ARM (classic-level 3.0.0) calls a function that musl lacks. This only shows when it is called,
 * and then the whole Node-RED ends. `glibc`: undefined for another C library.
 */
export function obstacleOnArm(glibc: string | undefined): string | undefined {
  if (glibc === undefined) return '32-bit ARM with musl (Alpine)';
  const [major = 0, minor = 0] = glibc.split('.').map(Number);
  if (major > ARM_NEEDS[0] || (major === ARM_NEEDS[0] && minor >= ARM_NEEDS[1])) return undefined;
  return `32-bit ARM with glibc ${glibc} (it needs ${ARM_NEEDS.join('.')}: Debian or Raspberry Pi OS 12)`;
}

function glibcVersion(): string | undefined {
  const report: unknown = process.report.getReport();
  const header = isRecord(report) ? report['header'] : undefined;
  const version = isRecord(header) ? header['glibcVersionRuntime'] : undefined;
  return typeof version === 'string' ? version : undefined;
}
