import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { eventually } from '../e2e/support/eventually';
import type { EditorGlobals, EditorNode } from './support/editor-globals';
import { describeEditors } from './support/editors';
import { TAB, type FlowNode } from './support/flow';

const FOLDER = resolve(__dirname, '../../examples');
const names = readdirSync(FOLDER).filter((name) => name.endsWith('.json'));

describeEditors('the examples', [TAB], (editor) => {
  it('are in the list of Menu > Import > Examples', async () => {
    const listed = JSON.stringify(await editor().nodeRed.request('/library/examples/flows/@pushline/node-red-fax-sms'));
    for (const name of names) assert(listed.includes(JSON.stringify(name.replace(/\.json$/, ''))), name);
  });

  it('are imported and deployed, all of them, without an error on the console and without an invalid node', async () => {
    for (const name of names) {
      const nodes = JSON.parse(readFileSync(join(FOLDER, name), 'utf8')) as FlowNode[];
      // What the dialog of Import does with them.
      await editor().page.evaluate((nodes) => {
        (globalThis as unknown as EditorGlobals).RED.view.importNodes(nodes, { generateIds: false, addFlow: false });
      }, nodes);
      const tab = nodes.find(({ type }) => type === 'tab')?.id ?? '';
      await eventually(`${name} is shown`, () => editor().page.locator(`[id="red-ui-tab-${tab}"]`).first().isVisible());
      assert.deepEqual(await invalid(), [], name);
      assert.deepEqual(editor().complaints, [], name);
    }
    await editor().deploy();
    const deployed = new Set((await editor().deployed()).map(({ id }) => id));
    const all = names.flatMap((name) => JSON.parse(readFileSync(join(FOLDER, name), 'utf8')) as FlowNode[]);
    assert.deepEqual(
      all.filter(({ id }) => !deployed.has(id)),
      [],
    );
    assert.equal(await editor().page.locator('.red-ui-notification', { hasText: 'not properly' }).count(), 0);
  });

  const invalid = (): Promise<string[]> =>
    editor().page.evaluate(() => {
      const all: EditorNode[] = [];
      const { nodes } = (globalThis as unknown as EditorGlobals).RED;
      nodes.eachNode((node) => all.push(node));
      nodes.eachConfig((node) => all.push(node));
      return all
        .filter(({ valid }) => valid === false)
        .map(({ type, id, validationErrors }) => `${type} ${id}: ${String(validationErrors)}`);
    });
});
