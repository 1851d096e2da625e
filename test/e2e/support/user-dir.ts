import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const ROOT = resolve(__dirname, '../../..');
export const RED_JS = join(ROOT, 'node_modules', 'node-red', 'red.js');

export interface UserDir {
  path: string;
  writeFlows(flows: unknown, credentials?: Record<string, unknown>): Promise<void>;
  remove(): Promise<void>;
}

/** What `noteNode` calls. */
const NOTE = `functionGlobalContext: {
  note: (file, record) => require('fs').appendFileSync(file, JSON.stringify(record) + '\\n'),
}`;

/** A fresh user directory with the built package linked in; `settings` are further entries of settings.js. */
export async function makeUserDir(settings: string | ((path: string) => string) = ''): Promise<UserDir> {
  const path = await mkdtemp(join(tmpdir(), 'pushline-e2e-'));
  const scope = join(path, 'node_modules', '@pushline');
  await mkdir(scope, { recursive: true });
  await symlink(ROOT, join(scope, 'node-red-fax-sms'), 'junction');
  await writeFile(
    join(path, 'package.json'),
    JSON.stringify({ name: 'e2e', dependencies: { '@pushline/node-red-fax-sms': '*' } }),
  );
  await writeFile(
    join(path, 'settings.js'),
    `module.exports = { flowFile: 'flows.json', credentialSecret: false, uiHost: '127.0.0.1',
      telemetry: { enabled: false }, editorTheme: { tours: false }, logging: { console: { level: 'info' } }, ${NOTE}, ${typeof settings === 'string' ? settings : settings(path)} };`,
  );
  return {
    path,
    async writeFlows(flows, credentials = {}) {
      await writeFile(join(path, 'flows.json'), JSON.stringify(flows));
      await writeFile(join(path, 'flows_cred.json'), JSON.stringify(credentials));
    },
    remove: () => rm(path, { recursive: true, force: true, maxRetries: 3 }),
  };
}
