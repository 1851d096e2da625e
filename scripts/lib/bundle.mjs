/** The oldest browsers in which Node-RED's editor works. */
const TARGET = 'es2022';

/** esbuild is imported on use, because on a fresh clone this file is loaded before esbuild is installed. */
async function bundle(entry, options) {
  const { build } = await import('esbuild');
  const { outputFiles } = await build({
    ...{ entryPoints: [entry], bundle: true, write: false, logLevel: 'silent' },
    ...options,
  });
  return outputFiles[0].text;
}

/**
 * Bundles a TypeScript entry and its imports for the editor's page. Not minified, because the literal `registerType`
 * must stay and users may want to read the code.
 */
export async function bundleForEditor(entry, target = TARGET) {
  return bundle(entry, { format: 'iife', platform: 'browser', target, charset: 'utf8', legalComments: 'inline' });
}

/** Imports a pure TypeScript module, for use in the build. */
export async function importTypeScript(entry) {
  const code = await bundle(entry, { format: 'esm', platform: 'node' });
  return import(`data:text/javascript;base64,${Buffer.from(code).toString('base64')}`);
}
