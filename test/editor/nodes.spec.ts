import assert from 'node:assert/strict';
import { eventually } from '../e2e/support/eventually';
import type { EditorGlobals } from './support/editor-globals';
import { describeEditors } from './support/editors';
import { ESENDEX, ETHERFAX, node, NODE_TYPES, TAB, type FlowNode } from './support/flow';
import { rawKeys } from './support/raw-keys';

const LABELS = {
  'fax-receive-in': 'fax receive',
  'fax-status-in': 'fax status',
  'fax-send': 'fax send',
  'sms-push-in': 'SMS receive',
  'sms-send': 'SMS send',
  'fax-sms-state': 'fax/SMS state',
  'mark-received': 'mark received',
} satisfies Record<(typeof NODE_TYPES)[number], string>;

/** Whoever looks for fax or SMS in the palette must find it. */
const PALETTE_LABELS = { ...LABELS, 'mark-received': 'mark fax or SMS received' };

/** What is entered in each dialog: something else than what it holds at first. */
const CHANGES = {
  'fax-receive-in': { number: '+1555*', output: 'file', complete: 'auto' },
  'fax-status-in': { direction: 'out', finalOnly: true },
  'fax-send': { attempts: '5', quality: 'standard', giveUpMinutes: '60', timezone: 'Europe/Berlin' },
  'sms-push-in': { number: '+44*', complete: 'auto', enrich: true },
  'sms-send': { characterset: 'GSM', validity: '2', giveUpMinutes: '60' },
  'fax-sms-state': { minutes: '5' },
  'mark-received': { then: 'delete' },
} satisfies Record<(typeof NODE_TYPES)[number], Record<string, string | boolean>>;

const FLOW = [TAB, ETHERFAX, ESENDEX, ...NODE_TYPES.map((type) => node(type))];

describeEditors('each node', FLOW, (editor) => {
  it('has the nodes, and only those, in a category of their own', async () => {
    const category = editor().page.locator('.red-ui-palette-category', {
      has: editor().page.locator('.red-ui-palette-header', { hasText: 'fax & SMS' }),
    });
    const labels = await category.locator('.red-ui-palette-label').allTextContents();
    // The editor breaks lines of a label with blanks of several kinds.
    assert.deepEqual(labels.map((label) => label.replace(/\s+/g, ' ')).sort(), Object.values(PALETTE_LABELS).sort());
  });

  it('finds what closes faxes and SMS by either word', async () => {
    const search = editor().page.locator('#red-ui-palette-search input');
    const marked = editor().page.locator('#red-ui-palette-container [data-palette-type="mark-received"]');
    const other = '#red-ui-palette-container [data-palette-type="inject"]';
    const cleared = async (): Promise<void> => {
      await search.fill('');
      await search.press('Backspace');
      await editor().page.locator(`${other}:not([data-filter])`).waitFor({ state: 'attached' });
    };
    for (const word of ['fax', 'sms', 'mark', 'received']) {
      await cleared();
      await search.pressSequentially(word);
      await editor().page.locator(`${other}[data-filter]`).waitFor({ state: 'attached' });
      await marked.waitFor();
    }
    await cleared();
  });

  it('shows an icon that loads for each', async () => {
    for (const type of NODE_TYPES) {
      const icon = editor().page.locator(`[data-palette-type="${type}"] .red-ui-palette-icon`).first();
      const style = (await icon.getAttribute('style')) ?? '';
      const path = /url\("?([^")]+)/.exec(style)?.[1];
      assert(path !== undefined && path.includes('pushline-'), `${type} has the icon ${style}`);
      const response = await editor().page.request.get(new URL(path, editor().nodeRed.url).href);
      assert.match(response.headers()['content-type'] ?? '', /svg/);
      assert.match(await response.text(), /<svg/);
    }
  });

  it('names nodes without a name on the workspace', async () => {
    for (const type of NODE_TYPES) {
      const label = editor().page.locator(`[id="n-${type}"] .red-ui-flow-node-label`);
      assert.equal((await label.textContent())?.trim(), LABELS[type]);
    }
  });

  it('has help for each node, and for the connection', async () => {
    const { page } = editor();
    await page.evaluate(() => (globalThis as unknown as EditorGlobals).RED.actions.invoke('core:show-help-tab'));
    const help = page.locator('.red-ui-help .red-ui-help');
    let before = '';
    for (const type of [...NODE_TYPES, 'fax-sms-connection']) {
      await page.evaluate((type) => (globalThis as unknown as EditorGlobals).RED.sidebar.help.show(type), type);
      await eventually(`the help of ${type} is shown, and is not short`, async () => {
        const text = (await help.textContent()) ?? '';
        const isOther = text !== before;
        if (text.length > 300) before = text;
        return isOther && text.length > 300;
      });
    }
  });

  for (const type of NODE_TYPES) {
    it(`has a dialog that speaks in words, and keeps what is entered: ${type}`, async () => {
      await editor().openDialog(`n-${type}`);
      assert.deepEqual(rawKeys(await editor().texts()), []);
      const labels = await editor()
        .page.locator('#dialog-form .form-row > label, #dialog-form option')
        .allTextContents();
      assert(labels.length > 2 && labels.every((label) => label.trim() !== ''), labels.join('|'));

      await editor().enter({ name: `a ${type}`, ...CHANGES[type] });
      await editor().done();
      assert.equal(await editor().isInvalid(`n-${type}`), false);
      assertChanged(type, await editor().exported());
    });
  }

  it('is deployed as it was entered', async () => {
    await editor().deploy();
    const flow = await editor().deployed();
    for (const type of NODE_TYPES) assertChanged(type, flow);
  });
});

function assertChanged(type: (typeof NODE_TYPES)[number], flow: FlowNode[]): void {
  const found = flow.find(({ id }) => id === `n-${type}`);
  assert.deepEqual(found, { ...node(type), ...found, name: `a ${type}`, ...CHANGES[type] });
}
