import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';

/** Makes a Node-RED user directory, or completes one. What is there already is the user's and stays as it is. */
export function prepareUserDirectory(folder, { dependencies = {} } = {}) {
  mkdirSync(folder, { recursive: true });
  writeOnce(join(folder, 'settings.js'), settings(randomBytes(32).toString('hex')));
  // npm installs into the nearest folder upwards that has a package.json: without one here, not into this one.
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
