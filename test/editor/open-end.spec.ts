import assert from 'node:assert/strict';
import type { EditorGlobals } from './support/editor-globals';
import { describeEditors } from './support/editors';
import { ESENDEX, ETHERFAX, node, TAB } from './support/flow';

const MAIL = { id: 'mail', type: 'function', z: 'tab', x: 500, y: 80, outputs: 1, func: 'return msg', wires: [[]] };
const COMPLETE = {
  id: 'complete',
  type: 'complete',
  z: 'tab',
  x: 200,
  y: 700,
  scope: ['mail'],
  wires: [['n-mark-received']],
};

const FLOW = [
  ...[TAB, ETHERFAX, ESENDEX, MAIL, COMPLETE],
  node('fax-receive-in', { wires: [['mail']] }),
  node('sms-push-in', { wires: [[], ['n-mark-received'], [], []] }),
  node('mark-received'),
];

describeEditors('a receive node from which nothing is closed', FLOW, (editor) => {
  const triangle = (type: string) => editor().page.locator(`[id="n-${type}"] .pushline-open-end`);
  const link = (add: boolean, from: string, port: number) =>
    editor().page.evaluate(
      ([add, from, port]) => {
        const { nodes } = (globalThis as unknown as EditorGlobals).RED;
        const [source, target] = [nodes.node(from), nodes.node('n-mark-received')];
        if (!source || !target) throw new Error('no such node');
        if (add) nodes.addLink({ source, sourcePort: port, target });
        else for (const each of nodes.filterLinks({ source })) nodes.removeLink(each);
      },
      [add, from, port] as const,
    );

  it('has a triangle, which is no fault, as long as no mark received can be reached', async () => {
    await triangle('sms-push-in').waitFor();
    assert.equal(await triangle('fax-receive-in').isVisible(), false, 'it is closed over a complete node');
    assert.equal(await editor().isInvalid('n-sms-push-in'), false);
    await link(true, 'n-sms-push-in', 0);
    await triangle('sms-push-in').waitFor({ state: 'hidden' });
    await link(false, 'complete', 0);
    await triangle('fax-receive-in').waitFor();
    await link(true, 'mail', 0);
    await triangle('fax-receive-in').waitFor({ state: 'hidden' });
    await link(false, 'mail', 0);
    await triangle('fax-receive-in').waitFor();
  });

  it('says on hover what to do', async () => {
    await triangle('fax-receive-in').locator('path').hover();
    const tooltip = editor().page.locator('.red-ui-flow-port-tooltip, [class*="tooltip"]', {
      hasText: 'No mark received node can be reached',
    });
    await tooltip.first().waitFor();
  });

  it('has none where it closes at once, by itself', async () => {
    await editor().openDialog('n-fax-receive-in');
    await editor().enter({ complete: 'auto' });
    await editor().done();
    await triangle('fax-receive-in').waitFor({ state: 'hidden' });
    await editor().deploy();
    assert.equal(await triangle('sms-push-in').isVisible(), false);
  });
});
