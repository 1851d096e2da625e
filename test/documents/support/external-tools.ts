import { execFile, execFileSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** Other people's readers of fax files, and the Debian packages they come in. */
const PACKAGES = { tiffcp: 'libtiff-tools', pdftoppm: 'poppler-utils', pdfimages: 'poppler-utils' } as const;
export type Tool = keyof typeof PACKAGES;

const run = promisify(execFile);

/** A suite that compares with other programs; where they are not installed it is skipped, and says so in its title. */
export function describeWith(tools: readonly Tool[], title: string, suite: (folder: () => string) => void): void {
  const missing = tools.filter((tool) => !isInstalled(tool));
  if (missing.length > 0) {
    const packages = [...new Set(missing.map((tool) => PACKAGES[tool]))].join(' ');
    describe.skip(`${title}: skipped, for it needs apt-get install ${packages}`, () => {
      it('is compared', () => undefined);
    });
    return;
  }
  describe(title, () => {
    let folder = '';
    before(async () => {
      folder = await mkdtemp(join(tmpdir(), 'pushline-documents-'));
    });
    after(() => rm(folder, { recursive: true, force: true }));
    suite(() => folder);
  });
}

export async function runTool(tool: Tool, args: readonly string[]): Promise<void> {
  await run(tool, args, { timeout: 30_000 });
}

function isInstalled(tool: Tool): boolean {
  try {
    execFileSync('sh', ['-c', `command -v ${tool}`], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
