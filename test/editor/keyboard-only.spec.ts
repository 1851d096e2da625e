import assert from 'node:assert/strict';
import { describeEditors } from './support/editors';
import { TAB } from './support/flow';

/** What a user without a mouse pastes: the editor has no other way to put a node down by keys. */
const NODE = JSON.stringify([
  { id: 'by-keys', type: 'fax-receive-in', version: 2, name: '', connection: '', number: '', complete: 'manual' },
]);
const MOST_TABS = 40;

describeEditors('a user without a mouse', [TAB], (editor) => {
  /** Goes on by this key until this has the focus. */
  const tabTo = async (selector: string, key = 'Tab'): Promise<void> => {
    const { page } = editor();
    for (let tabs = 0; tabs < MOST_TABS; tabs += 1) {
      if (await page.locator(`${selector}:focus`).count()) return;
      await page.keyboard.press(key);
    }
    assert.fail(`${selector} is not reached by ${key}`);
  };

  /** The editor gives the focus to a dialog when it has slid in, and takes it from whatever had it. */
  const opened = (field: string): Promise<void> =>
    editor()
      .page.locator('.red-ui-tray', { has: editor().page.locator(field) })
      .locator(':focus')
      .first()
      .waitFor();

  it('puts in a fax receive, connects it to the simulator, looks into every tab, and deploys', async () => {
    const { page } = editor();
    const press = (keys: string): Promise<void> => page.keyboard.press(keys);
    await page.locator('#red-ui-workspace-chart').focus();
    await press('ControlOrMeta+i');
    await page
      .locator('.red-ui-clipboard-dialog-box textarea:focus, #red-ui-clipboard-dialog-import-text:focus')
      .waitFor();
    await page.keyboard.insertText(NODE);
    // Until what was pasted has been read, the button cannot have the focus.
    await page.locator('#red-ui-clipboard-dialog-ok:enabled').waitFor();
    await tabTo('#red-ui-clipboard-dialog-ok');
    await press('Enter');
    const placed = page.locator('.red-ui-flow-node-group');
    await placed.waitFor();
    await press('Enter');
    await press('Enter');
    await opened('#node-input-name');

    await tabTo('#node-input-btn-connection-add');
    await press('Enter');
    await opened('#node-config-input-provider');
    await tabTo('#fax-sms-connection-begin-simulator');
    await press('Space');
    await tabTo('#fax-sms-connection-tabs [role=tab]', 'Shift+Tab');
    for (const panel of ['receiving', 'storage', 'network', 'check', 'waiting', 'account']) {
      await press('ArrowRight');
      await page.locator(`#fax-sms-connection-${panel}`).waitFor();
    }
    await press('ControlOrMeta+Enter');
    await page.locator('#node-config-input-provider').waitFor({ state: 'detached' });
    await press('ControlOrMeta+Enter');
    await page.locator('#node-input-name').waitFor({ state: 'detached' });
    await press('ControlOrMeta+d');
    await editor().isDeployed();
    await placed
      .locator('.red-ui-flow-node-status-label', { hasText: /waiting for a node|connected|polling/ })
      .waitFor();
  });
});
