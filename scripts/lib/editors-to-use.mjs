import { ensureNode, ensureNodeRed } from '../setup.mjs';

/** Node-RED 4.1, and 5 if a newer Node.js can be installed for it, each as `{ name, node, redJs }`. */
export async function nodeRedsToUse() {
  const four = { name: 'Node-RED 4.1', node: process.execPath, redJs: await ensureNodeRed(4) };
  // Node-RED 5 needs a newer Node.js than our own least one, and elsewhere none is installed aside.
  if (process.platform !== 'linux' || process.arch !== 'x64') return [four];
  return [four, { name: 'Node-RED 5', node: await ensureNode(22), redJs: await ensureNodeRed(5) }];
}
