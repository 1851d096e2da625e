/** Browsers that Node-RED's own editor still works in. */
const TARGET = 'es2022';

/** Loaded when it is used: on a fresh clone the scripts that install it import this file first. */
async function bundle(entry, options) {
  const { build } = await import('esbuild');
  const { outputFiles } = await build({
    ...{ entryPoints: [entry], bundle: true, write: false, logLevel: 'silent' },
    ...options,
  });
  return outputFiles[0].text;
}

/**
 * One file for the editor's page, of a TypeScript entry and all that it imports. Not minified: the
 * literal `registerType` must stay, and whoever looks into the page may read it.
 */
export async function bundleForEditor(entry, target = TARGET) {
  return bundle(entry, { format: 'iife', platform: 'browser', target, charset: 'utf8', legalComments: 'inline' });
}

/** Loads a pure TypeScript module into the build itself. */
export async function importTypeScript(entry) {
  const code = await bundle(entry, { format: 'esm', platform: 'node' });
  return import(`data:text/javascript;base64,${Buffer.from(code).toString('base64')}`);
}
