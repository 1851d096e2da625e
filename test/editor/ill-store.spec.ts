import assert from 'node:assert/strict';
import type { Route } from 'playwright-core';
import { eventually } from '../e2e/support/eventually';
import { describeEditor } from './support/editors';
import { ESENDEX, node, TAB } from './support/flow';

describe('a store that must not be used as it is', () => {
  describeEditor('in the dialog of a connection', [TAB, ESENDEX, node('sms-send')], (editor) => {
    const box = () => editor().page.locator('#fax-sms-connection-store');
    const stateText = (): Promise<string> => editor().page.locator('#fax-sms-connection-state').innerText();

    /** As a connection answers whose store is in this state, until somebody has said what to do. */
    async function showAs(reason: string): Promise<string[]> {
      const said: string[] = [];
      const { page } = editor();
      await page.route(`**/fax-sms/connections/${ESENDEX.id}`, (route: Route) =>
        said.length > 0
          ? route.fulfill({ json: { id: ESENDEX.id, state: 'polling', counts: {} } })
          : route.fulfill({ json: { id: ESENDEX.id, state: 'error', reason } }),
      );
      await page.route('**/fax-sms/store', (route: Route) => {
        said.push((route.request().postDataJSON() as { action: string }).action);
        return route.fulfill({ json: { done: true } });
      });
      await editor().openDialog('n-sms-send');
      await editor().openConnection();
      await editor().showPanel('waiting');
      return said;
    }

    for (const [reason, text, actions, chosen, action] of [
      ['store-copied', 'in a different place', ['It was moved', 'It was restored'], 'It was moved', 'moved'],
      ['store-copied', 'in a different place', ['It was moved', 'It was restored'], 'It was restored', 'restored'],
      ['database-restored', 'This database was restored', ['It was moved', 'It was restored'], 'It was moved', 'moved'],
      ['store-damaged', 'are damaged', ['Save what can be read'], 'Save what can be read', 'rescue'],
      ['store-incomplete', 'is missing', ['Save what can be read'], 'Save what can be read', 'rescue'],
    ] as const) {
      it(`is explained, and asked about once: ${reason}, ${action}`, async () => {
        const said = await showAs(reason);
        await box().filter({ hasText: text }).waitFor();
        assert.deepEqual(await box().locator('button:visible').allTextContents(), actions);
        assert.doesNotMatch(await stateText(), /nothing is waiting/, 'nobody can know');
        await box().locator('button', { hasText: chosen }).click();
        const question = editor().page.locator('.red-ui-notification');
        await question.locator('button.primary', { hasText: chosen }).click();
        await eventually('it is said', () => Promise.resolve(said.length === 1));
        assert.deepEqual(said, [action]);
        await box().waitFor({ state: 'hidden' });
        assert.match(await stateText(), /nothing is waiting/);
      });
    }

    it('is explained where it has moved, with nothing to be pressed', async () => {
      await showAs('store-moved');
      await box().filter({ hasText: 'has moved into a database' }).waitFor();
      assert.deepEqual(await box().locator('button:visible').allTextContents(), []);
    });
  });
});
