import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bundleForEditor } from './bundle.mjs';
import { root } from './root.mjs';

/** Builds the sidebar panel as one HTML file with script and style, because Node-RED loads nothing else of a plugin. */
export async function buildPanel(dist) {
  const from = join(root, 'panel');
  const to = join(dist, 'panel');
  const code = await bundleForEditor(join(from, 'editor', 'fax-sms-panel.ts'));
  const style = readFileSync(join(from, 'editor', 'panel.css'), 'utf8');
  const html = `<style>\n${style}</style>\n<script type="text/javascript">\n${code}</script>\n`;
  mkdirSync(to, { recursive: true });
  writeFileSync(join(to, 'fax-sms-panel.html'), html);
  cpSync(join(from, 'locales'), join(to, 'locales'), { recursive: true });
}
