import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildPanel } from './lib/build-panel.mjs';
import { editorHtml } from './lib/editor-html.mjs';
import { isMain } from './lib/is-main.mjs';
import { main } from './lib/main.mjs';
import { root } from './lib/root.mjs';
import { run } from './lib/run.mjs';
import { ensureDependencies } from './setup.mjs';

const dist = join(root, 'dist');
/**
 * The build goes here and is moved into place at the end, so that a running Node-RED never finds half of it in dist/.
 */
const next = join(root, '.cache', 'dist-next');

/** Compiles into dist/ and puts the assets next to each node, where Node-RED looks for them. */
export async function build() {
  rmSync(next, { recursive: true, force: true });
  const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  await run(process.execPath, [tsc, '-p', 'tsconfig.build.json', '--outDir', next], {
    cwd: root,
    name: 'tsc',
    quiet: true,
  });
  await Promise.all(nodeTypes().map(addAssets));
  await buildPanel(next);
  shareTexts('panel', 'fax-sms-panel');
  rmSync(dist, { recursive: true, force: true });
  renameSync(next, dist);
}

/** The node types in package.json. Checks their sources, because only users would notice a missing one. */
function nodeTypes() {
  const types = Object.keys(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))['node-red'].nodes);
  const files = types.flatMap((type) => [`nodes/${type}/${type}.ts`, `nodes/${type}/editor.ts`]);
  const missing = files.filter((file) => !existsSync(join(root, file)));
  if (missing.length > 0)
    throw new Error(`package.json announces nodes whose files are missing: ${missing.join(', ')}`);
  return types;
}

async function addAssets(type) {
  const from = join(root, 'nodes', type);
  const to = join(next, 'nodes', type);
  writeFileSync(join(to, `${type}.html`), await editorHtml(type));
  cpSync(join(root, 'icons'), join(to, 'icons'), { recursive: true });
  // Node-RED registers a catalogue only if `locales` exists when it loads the node.
  mkdirSync(join(to, 'locales'), { recursive: true });
  if (!existsSync(join(from, 'locales'))) return;
  cpSync(join(from, 'locales'), join(to, 'locales'), { recursive: true });
  shareTexts(join('nodes', type), type);
}

/** Node-RED has a catalogue for each node and no shared one, so common texts are copied into each. */
function shareTexts(folder, name) {
  const locales = join(next, folder, 'locales');
  for (const language of readdirSync(locales)) {
    const catalogue = join(locales, language, `${name}.json`);
    const shared = join(root, 'nodes', 'runtime', 'locales', `${language}.json`);
    if (!existsSync(catalogue) || !existsSync(shared)) continue;
    const texts = JSON.parse(readFileSync(catalogue, 'utf8'));
    const own = texts[name] ?? {};
    for (const [section, entries] of Object.entries(JSON.parse(readFileSync(shared, 'utf8')))) {
      own[section] = { ...entries, ...own[section] };
    }
    writeFileSync(catalogue, JSON.stringify({ ...texts, [name]: own }, null, 2));
  }
}

if (isMain(import.meta.url)) {
  main(async () => {
    await ensureDependencies();
    await build();
  });
}
