import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const VERSION = '0.35.5';
const folder = join(__dirname, '..', '..', '.cache', 'bench-sharp');

export interface Raw {
  data: Buffer;
  info: { width: number; height: number; channels: 1 | 2 | 3 | 4 };
}

/** What the benches use of sharp. */
interface Picture {
  raw(): Picture;
  toColourspace(space: string): Picture;
  tiff(options: object): Picture;
  toBuffer(): Promise<Buffer>;
  toBuffer(options: { resolveWithObject: true }): Promise<Raw>;
}
export type Sharp = (bytes: Buffer, options?: object) => Picture;

/** sharp, installed aside without its scripts; undefined where that does not work, such as offline. */
export function loadSharp(): Sharp | undefined {
  try {
    if (!existsSync(join(folder, 'node_modules', 'sharp'))) install();
    return createRequire(join(folder, 'package.json'))('sharp') as Sharp;
  } catch {
    return undefined;
  }
}

function install(): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{ "private": true }');
  const args = ['install', `sharp@${VERSION}`, '--ignore-scripts', '--no-audit', '--no-fund'];
  execFileSync('npm', args, { cwd: folder, stdio: 'ignore', shell: process.platform === 'win32' });
}
