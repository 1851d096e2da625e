import { exampleName } from '../lib/example-flow.mjs';
import { packageName } from '../lib/root.mjs';

/** Checks everything that the editor loads from Node-RED: nodes without errors, icons, texts and examples. */
export async function checkAssets(nodeRed) {
  const sets = (await nodeRed.request('/nodes')).filter((set) => set.module === packageName);
  if (sets.length === 0) throw new Error('Node-RED has not found the package');
  for (const set of sets) {
    if (set.err || !set.enabled) throw new Error(`${set.name} has not loaded: ${set.err ?? 'disabled'}`);
    const texts = await nodeRed.request(`/locales/${set.id}?lng=en-US`);
    if (Object.keys(texts[set.name] ?? {}).length === 0) throw new Error(`${set.name} has no texts`);
  }

  const icons = (await nodeRed.request('/icons'))[packageName] ?? [];
  if (icons.length === 0) throw new Error('Node-RED has found no icons');
  for (const icon of icons) await nodeRed.request(`/icons/${packageName}/${icon}`);

  const examples = JSON.stringify(await nodeRed.request(`/library/examples/flows/${packageName}`));
  const name = exampleName('01').replace(/\.json$/, '');
  if (!examples.includes(JSON.stringify(name))) throw new Error(`Import > Examples lacks "${name}"`);
}
