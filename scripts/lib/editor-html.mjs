import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { bundleForEditor, importTypeScript } from './bundle.mjs';
import { root } from './root.mjs';

/** An old target, because Node-RED and the Flow Library read `registerType` from the text with parsers of their own. */
const READABLE = 'es2017';

/** The HTML that Node-RED loads into the editor for a node: its dialog and its code. */
export async function editorHtml(type) {
  const [{ renderDialog }, { dialog }, code] = await Promise.all([
    importTypeScript(join(root, 'nodes', 'editor-kit', 'render.ts')),
    importTypeScript(join(root, 'nodes', type, 'dialog.ts')),
    bundleForEditor(join(root, 'nodes', type, 'editor.ts'), READABLE),
  ]);
  // Node-RED and the Flow Library look for this in the text.
  if (!code.includes(`RED.nodes.registerType("${type}", {`)) {
    throw new Error(`nodes/${type}/editor.ts: must call RED.nodes.registerType('${type}', { … }) literally`);
  }
  const style = readFileSync(join(root, 'nodes', 'editor-kit', 'style.css'), 'utf8');
  return `<style>\n${style}</style>\n${renderDialog(dialog)}\n<script type="text/javascript">\n${code}</script>\n`;
}
