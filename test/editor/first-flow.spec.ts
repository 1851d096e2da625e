import assert from 'node:assert/strict';
import { describeEditors } from './support/editors';
import { TAB } from './support/flow';

describeEditors('a first flow', [TAB], (editor) => {
  const notification = () => editor().page.locator('.red-ui-notification', { hasText: 'not properly configured' });

  it('is dragged in, connected to a simulator, deployed, and shows that it is connected', async () => {
    const { page } = editor();
    await editor().dragIn('fax-receive-in', { x: 300, y: 200 });
    const dragged = page.locator('.red-ui-flow-node-group');
    await dragged.locator('.red-ui-flow-node-error').waitFor();

    const [id] = await dragged.evaluateAll((groups) => groups.map((group) => (group as unknown as { id: string }).id));
    assert(id !== undefined);
    await editor().openDialog(id);
    await editor().addConnection();
    await editor().enter({ simulator: true });
    await editor().doneConnection();
    await editor().done();
    await dragged.locator('.red-ui-flow-node-error').waitFor({ state: 'hidden' });
    await editor().deploy();
    await dragged.locator('.red-ui-flow-node-status-label', { hasText: /^connected$/ }).waitFor();
  });

  it('warns before a node without a connection is deployed, and deploys it only when told to', async () => {
    const { page } = editor();
    await editor().dragIn('sms-send', { x: 300, y: 400 });
    await page.locator('#red-ui-header-button-deploy').click();
    await notification().waitFor();
    assert.match((await notification().textContent()) ?? '', /SMS send/);
    const has = async () => (await editor().deployed()).some(({ type }) => type === 'sms-send');
    assert.equal(await has(), false);

    await notification().locator('button', { hasText: 'Confirm deploy' }).click();
    await editor().isDeployed();
    assert.equal(await has(), true);
    await page.locator('.red-ui-flow-node-status-label', { hasText: 'no connection' }).waitFor();
  });
});
