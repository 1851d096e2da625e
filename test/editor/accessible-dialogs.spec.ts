import assert from 'node:assert/strict';
import { seriousFindings } from './support/axe';
import { describeEditors } from './support/editors';
import { ESENDEX, ETHERFAX, node, NODE_TYPES, TAB } from './support/flow';
import { keep } from './support/panel-page';

interface Page {
  getComputedStyle(element: unknown): { getPropertyValue(name: string): string };
}

const FLOW = [TAB, ETHERFAX, ESENDEX, ...NODE_TYPES.map((type) => node(type))];
const PANELS = ['account', 'receiving', 'storage', 'network', 'check', 'waiting'] as const;
const CONNECTION = '#node-config-dialog-edit-form';

describeEditors('a user who does not see, or not well', FLOW, (editor) => {
  /** In the dialogs of all nodes, and in every tab of a connection with every field. */
  const inEveryDialog = async (look: (within: string, where: string) => Promise<void>): Promise<void> => {
    for (const type of NODE_TYPES) {
      await editor().openDialog(`n-${type}`);
      await look('#dialog-form', type);
      await editor().cancel();
    }
    await editor().openDialog('n-fax-send');
    await editor().openConnection();
    await editor().enter({ provider: 'etherfax', simulator: false });
    await look(CONNECTION, 'etherfax');
    // It has most of the fields.
    await editor().enter({ provider: 'aculab' });
    for (const panel of PANELS) {
      await editor().showPanel(panel);
      await look(CONNECTION, `aculab, ${panel}`);
    }
    await editor().cancel();
  };

  it('finds nothing serious in any dialog, and a name at whatever can be reached', async () => {
    await inEveryDialog(async (within, where) => {
      assert.deepEqual(await seriousFindings(editor().page, within), [], where);
      assert.deepEqual(await nameless(within), [], where);
    });
  });

  it('can read everything in the dark theme', async () => {
    await keep(editor().page, 'view-dark-theme', 'dark');
    try {
      await editor().load(FLOW);
      if (!(await hasDarkTheme())) return;
      await inEveryDialog(async (within, where) => {
        assert.deepEqual(await seriousFindings(editor().page, within, ['color-contrast']), [], where);
      });
    } finally {
      await keep(editor().page, 'view-dark-theme', 'light');
      await editor().load(FLOW);
    }
  });

  it('hears of a typed field what it is for, and of its type, which is another one later', async () => {
    await editor().openDialog('n-sms-send');
    const form = editor().page.locator('#dialog-form');
    for (const name of ['To', 'Text', 'Sender', 'Send at', 'Reference']) {
      // One that makes suggestions is a combobox.
      const field = form.getByRole('textbox', { name, exact: true });
      await field.or(form.getByRole('combobox', { name, exact: true })).waitFor();
    }
    await form.getByRole('button', { name: /^\W*To\W+msg/ }).waitFor();
    await editor().chooseTyped('to', 'str', '+447700900001');
    assert.equal(await form.getByRole('button', { name: /^\W*To\W+msg/ }).count(), 0);
    await form.getByRole('button', { name: /^\s*To\b/ }).waitFor();
  });

  /** Node-RED 4 has none of its own. */
  const hasDarkTheme = async (): Promise<boolean> => {
    const colour = await editor()
      .page.locator('#red-ui-workspace-chart')
      .evaluate((chart) =>
        (globalThis as unknown as Page).getComputedStyle(chart).getPropertyValue('--red-ui-primary-background'),
      );
    return !/^#f|255|white/i.test(colour.trim());
  };

  /** What the keyboard can reach, and a screen reader has no name for. */
  const nameless = async (within: string): Promise<string[]> => {
    const snapshot = await editor().page.locator(within).ariaSnapshot();
    // The editor's traps for password managers are three fields without a name.
    const unnamed = snapshot
      .split('\n')
      .filter((line) => /^\s*- (button|textbox|combobox|checkbox|tab)\b(?! ")/.test(line));
    return unnamed.filter((line) => line.trim() !== '- textbox');
  };
});
