import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Page } from 'playwright-core';
import { eventually } from '../e2e/support/eventually';
import type { EditorGlobals } from './support/editor-globals';
import { describeEditor } from './support/editors';
import { TAB, type FlowNode } from './support/flow';
import { PanelPage } from './support/panel-page';

const ROOT = resolve(__dirname, '../..');
/** Below it, where the README's pictures are to be made anew (`node scripts/editor.mjs --pictures`); else they are only taken. */
const INTO = process.env.PUSHLINE_PICTURES;

describeEditor('the pictures of the README', [TAB], (editor) => {
  const example = (number: string): FlowNode[] => {
    const name = readdirSync(join(ROOT, 'examples')).find((file) => file.startsWith(number)) ?? '';
    return JSON.parse(readFileSync(join(ROOT, 'examples', name), 'utf8')) as FlowNode[];
  };

  const take = async (name: string, page: Page, selector: string, margin = 0): Promise<void> => {
    const boxes = await Promise.all((await page.locator(selector).all()).map((one) => one.boundingBox()));
    const seen = boxes.filter((box) => box !== null);
    assert(seen.length > 0, `${selector} is not seen`);
    const left = Math.min(...seen.map(({ x }) => x)) - margin;
    const top = Math.min(...seen.map(({ y }) => y)) - margin;
    const width = Math.max(...seen.map(({ x, width }) => x + width)) + margin - left;
    const height = Math.max(...seen.map(({ y, height }) => y + height)) + margin - top;
    const path = INTO === undefined ? {} : { path: join(ROOT, INTO, `${name}.png`) };
    const picture = await page.screenshot({
      ...path,
      clip: { x: left, y: top, width, height },
      animations: 'disabled',
    });
    assert(picture.length > 5_000 && picture.length < 150_000, `${name}: ${picture.length} bytes`);
  };

  it('show flows, a dialog and the panel as they are', async () => {
    const { page, nodeRed } = editor();
    await page.setViewportSize({ width: 1500, height: 880 });
    for (const number of ['01', '04', '09', '02']) {
      await page.evaluate((nodes) => {
        (globalThis as unknown as EditorGlobals).RED.view.importNodes(nodes, { generateIds: false, addFlow: false });
      }, example(number));
    }
    await editor().deploy();
    await eventually('a fax and two SMS are done', async () => {
      const running = (await nodeRed.request('/fax-sms/connections')) as { simulator?: { received: number } }[];
      return running.filter(({ simulator }) => (simulator?.received ?? 0) > 0).length === 3;
    });
    await page.locator('.red-ui-notification').first().waitFor({ state: 'hidden' });

    for (const [name, number] of [
      ['received-sms', '02'],
      ['received-faxes', '01'],
    ] as const) {
      const tab = example(number)[0]?.id ?? '';
      await page.evaluate((tab) => (globalThis as unknown as EditorGlobals).RED.workspaces.show(tab), tab);
      await page
        .locator('.red-ui-flow-node-status-label', { hasText: /connected|polling/ })
        .first()
        .waitFor();
      await take(name, page, '.red-ui-flow-node-group', 20);
    }

    const panel = new PanelPage(page);
    await panel.open();
    await panel.choose('Overview');
    await panel.cards.nth(2).waitFor();
    await take('panel', page, '.pushline-panel');

    await page.evaluate(() => (globalThis as unknown as EditorGlobals).RED.sidebar.show('info'));
    await editor().openDialog(example('01').find(({ type }) => type === 'fax-receive-in')?.id ?? '');
    await editor().addConnection();
    await editor().enter({ simulator: true });
    await take('connection-dialog', page, '.red-ui-tray >> nth=-1');
  });
});
