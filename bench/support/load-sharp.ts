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

/** The part of sharp that the benches use. */
interface Picture {
  raw(): Picture;
  toColourspace(space: string): Picture;
  tiff(options: object): Picture;
  toBuffer(): Promise<Buffer>;
  toBuffer(options: { resolveWithObject: true }): Promise<Raw>;
}
export type Sharp = (bytes: Buffer, options?: object) => Picture;

/** sharp, installed into its own folder without its scripts; undefined when that fails, for example offline. */
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
