import { build } from 'esbuild';

/** Browsers that Node-RED's own editor still works in. */
const TARGET = 'es2022';

/**
 * One file for the editor's page, of a TypeScript entry and all that it imports. Not minified: the
 * literal `registerType` must stay, and whoever looks into the page may read it.
 */
export async function bundleForEditor(entry, target = TARGET) {
  const { outputFiles } = await build({
    ...{ entryPoints: [entry], bundle: true, write: false, logLevel: 'silent' },
    ...{ format: 'iife', platform: 'browser', target, charset: 'utf8', legalComments: 'inline' },
  });
  return outputFiles[0].text;
}

/** Loads a pure TypeScript module into the build itself. */
export async function importTypeScript(entry) {
  const { outputFiles } = await build({
    ...{ entryPoints: [entry], bundle: true, write: false, logLevel: 'silent', format: 'esm', platform: 'node' },
  });
  return import(`data:text/javascript;base64,${Buffer.from(outputFiles[0].text).toString('base64')}`);
}
