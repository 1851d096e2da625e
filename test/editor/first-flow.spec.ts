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
    // The sample fax may be there before anybody looks, and the node has no wire yet.
    await dragged
      .locator('.red-ui-flow-node-status-label', { hasText: /^(connected|1 waiting for a node)$/ })
      .waitFor();
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

  it('gives a new fax receive the document, and a new node the connection where only one fits', async () => {
    await editor().dragIn('fax-send', { x: 300, y: 300 });
    const flow = await editor().exported();
    const [received, sent] = ['fax-receive-in', 'fax-send'].map((type) => flow.find((node) => node.type === type));
    assert.deepEqual([received?.output, received?.version], ['document', 2]);
    assert(sent?.connection !== '' && sent?.connection === received?.connection);
    assert.equal(await editor().isInvalid(sent?.id ?? ''), false);
  });

  it('offers an SMS node no connection that carries none, and a new one begins with a provider that does', async () => {
    await editor().dragIn('sms-push-in', { x: 300, y: 500 });
    const id = (await editor().exported()).find(({ type }) => type === 'sms-push-in')?.id ?? '';
    assert.equal(await editor().isInvalid(id), true);
    await editor().openDialog(id);
    const options = await editor().field('connection').locator('option').allTextContents();
    assert(!options.some((option) => /etherFAX/.test(option)), options.join('|'));
    await editor().addConnection();
    assert.equal(await editor().field('provider').inputValue(), 'esendex');
    await editor().enter({ simulator: true });
    await editor().doneConnection();
    await editor().done();
    assert.equal(await editor().isInvalid(id), false);
  });
});
