import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';

/** Creates or completes a Node-RED user directory. Existing files belong to the user and stay as they are. */
export function prepareUserDirectory(folder, { dependencies = {} } = {}) {
  mkdirSync(folder, { recursive: true });
  writeOnce(join(folder, 'settings.js'), settings(randomBytes(32).toString('hex')));
  // Without a package.json here, npm would install into the nearest folder above that has one.
  const manifest = { name: 'node-red-project', version: '0.0.1', private: true, dependencies };
  writeOnce(join(folder, 'package.json'), JSON.stringify(manifest, null, 2));
}

function writeOnce(file, text) {
  if (!existsSync(file)) writeFileSync(file, text, { mode: 0o600 });
}

const settings = (credentialSecret) => `module.exports = {
  flowFile: 'flows.json',
  flowFilePretty: true,
  credentialSecret: '${credentialSecret}',
  uiHost: '127.0.0.1',
  telemetry: { enabled: false },
  editorTheme: { tours: false },
  logging: { console: { level: 'info' } },
};
`;
