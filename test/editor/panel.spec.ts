import assert from 'node:assert/strict';
import { eventually } from '../e2e/support/eventually';
import type { Editor } from './support/editor';
import { describeEditors } from './support/editors';
import { ETHERFAX, node, TAB } from './support/flow';
import { PanelPage } from './support/panel-page';

/** Nobody closes what arrives, and nothing is offered again while somebody looks at it. */
const FLOW = [
  TAB,
  { ...ETHERFAX, id: 'line-panel', name: 'Clinic <b>', redeliverMinutes: '1000' },
  node('fax-receive-in', { connection: 'line-panel', wires: [['seen']] }),
  { id: 'seen', type: 'debug', z: 'tab', x: 400, y: 80, active: false, wires: [] },
];

function inject({ nodeRed }: Editor, more: { from?: string } = {}): Promise<unknown> {
  const body = { kind: 'fax', ...more };
  return nodeRed.request('/fax-sms/connections/line-panel/inject', { method: 'POST', body });
}

describeEditors('the panel', FLOW, (editor) => {
  let panel: PanelPage;

  beforeEach(async () => {
    panel = new PanelPage(editor().page);
    await panel.open();
  });

  it('shows every connection and how it is, and opens its dialog', async () => {
    await panel.choose('Overview');
    const card = panel.cards.filter({ hasText: 'Clinic <b>' });
    await card.filter({ hasText: /connected|polling/ }).waitFor();
    await card.getByRole('button', { name: 'Clinic <b>' }).click();
    await editor().page.locator('#node-config-input-provider').waitFor();
    assert.equal(await editor().page.locator('#node-config-input-name').inputValue(), 'Clinic <b>');
    await editor().page.locator('#node-config-dialog-cancel').click();
    await editor().page.locator('.red-ui-tray').waitFor({ state: 'detached' });
  });

  it('tells of a fax by itself as it arrives, with its numbers, and counts it', async () => {
    await panel.choose('Timeline');
    await inject(editor(), { from: '+15550106789' });
    await panel.entries.filter({ hasText: 'Fax in: received' }).filter({ hasText: '…6789' }).waitFor();
    await panel.choose('Overview');
    await panel.cards.getByRole('button', { name: /in the flow/ }).waitFor();
  });

  it('marks a fax as done when it is told to, after it has asked', async () => {
    await inject(editor());
    await panel.choose('Overview');
    await panel.cards.getByRole('button', { name: /in the flow/ }).click();
    const logId = /in the log: (\w+)/.exec((await panel.items.first().textContent()) ?? '')?.[1] ?? 'none';
    const item = panel.items.filter({ hasText: logId });
    const done = item.getByRole('button', { name: 'Mark as done' });
    await done.click();
    await panel.answer('No');
    await item.waitFor();
    await done.click();
    await panel.answer('Mark as done');
    await item.waitFor({ state: 'detached' });
  });

  it('finds by the last digits of a number, and by nothing else what is not there', async () => {
    await inject(editor());
    await panel.list(/^In the flow/);
    const digits = /…(\d{4})/.exec((await panel.items.first().textContent()) ?? '')?.[1] ?? '';
    assert.notEqual(digits, '');
    await panel.search(digits);
    await panel.root.getByText(/^Found: [1-9]/).waitFor();
    await panel.search('no such reference');
    await panel.root.getByText('Nothing found in this list.').waitFor();
    await panel.search('');
  });

  it('shows whole numbers and the first page to who asks for them', async () => {
    await inject(editor());
    await panel.list(/^In the flow/);
    const item = panel.items.first();
    await item.getByRole('button', { name: 'Show' }).click();
    await panel.answer('Show');
    await item
      .locator('dd', { hasText: /^\+?\d{6,}$/ })
      .first()
      .waitFor();
    await item.getByRole('button', { name: 'First page' }).click();
    const page = item.getByRole('img', { name: 'First page' });
    await page.waitFor();
    assert(((await page.boundingBox())?.height ?? 0) > 100);
    await item.getByRole('button', { name: 'Hide page' }).click();
    await page.waitFor({ state: 'detached' });
  });

  it('plots what it has told, in words too', async () => {
    await panel.choose('Overview');
    await panel.root.getByRole('button', { name: 'Last day' }).click();
    await panel.root.getByRole('img', { name: /^Received: \d+ in all, most at / }).waitFor();
  });
});

describeEditors('the panel, before there is a connection', [TAB], (editor) => {
  it('puts a flow with a simulator into the workspace by one click, and another one later', async () => {
    const panel = new PanelPage(editor().page);
    await panel.open();
    await panel.root.getByRole('button', { name: 'Faxes into a folder' }).first().click();
    const tab = (name: string) => editor().page.locator('#red-ui-workspace-tabs .red-ui-tab.active', { hasText: name });
    await tab('Received faxes into a folder').waitFor();
    await editor().deploy();
    await panel.cards.filter({ hasText: 'etherFAX' }).waitFor();
    await panel.choose('Add a flow');
    await panel.root.locator('[data-recipe="reply"]:visible').click();
    await tab('SMS auto-reply').waitFor();
    await panel.root.getByText('"Answer SMS" is in the workspace.').waitFor();
    await editor().deploy();
    await panel.choose('Overview');
    await eventually('both run', async () => (await panel.cards.count()) === 2);
  });
});
