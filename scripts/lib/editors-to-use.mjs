import { ensureNode, ensureNodeRed } from '../setup.mjs';

/** Node-RED 4.1, and 5 if a newer Node.js can be installed for it, each as `{ name, node, redJs }`. */
export async function nodeRedsToUse() {
  const four = { name: 'Node-RED 4.1', node: process.execPath, redJs: await ensureNodeRed(4) };
  // Node-RED 5 needs a newer Node.js than our own minimum, which setup.mjs can only install on Linux x64.
  if (process.platform !== 'linux' || process.arch !== 'x64') return [four];
  return [four, { name: 'Node-RED 5', node: await ensureNode(22), redJs: await ensureNodeRed(5) }];
}
