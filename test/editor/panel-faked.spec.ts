import assert from 'node:assert/strict';
import { eventually } from '../e2e/support/eventually';
import { seriousFindings } from './support/axe';
import { describeEditor, describeEditors } from './support/editors';
import { connectionOf, entryOf, itemOf, type FakeRuntime } from './support/fake-runtime';
import { TAB } from './support/flow';
import { keep, openFaked, type PanelPage } from './support/panel-page';

const MARKUP = '<img src=x onerror="document.title=1"><b>bold</b>';

function faxLine(counts: object): ReturnType<typeof connectionOf> {
  return connectionOf('line-fax', { counts });
}

describeEditors('the panel, whatever the runtime says', [TAB], (editor) => {
  let runtime: FakeRuntime;
  let panel: PanelPage;

  const open = async (prepare: (runtime: FakeRuntime) => void): Promise<void> => {
    ({ runtime, panel } = await openFaked(editor().page, prepare));
  };

  it('shows markup in names, texts and reasons as the text that it is', async () => {
    await open((fake) => {
      fake.connections = [connectionOf('line-fax', { name: MARKUP, state: 'error', reason: MARKUP })];
      fake.timeline = [entryOf(1, { reference: MARKUP, reason: MARKUP, what: MARKUP, kind: MARKUP, from4: '<b>1' })];
      const next = { what: MARKUP, at: new Date().toISOString() };
      fake.lists.open = [
        itemOf(1, { reference: MARKUP, reason: MARKUP, state: MARKUP, kind: MARKUP, logId: MARKUP, next }),
      ];
      fake.details = { from: MARKUP, text: MARKUP, [MARKUP]: MARKUP, deep: { text: MARKUP } };
    });
    await panel.cards.filter({ hasText: MARKUP }).waitFor();
    await panel.choose('Timeline');
    await panel.entries.filter({ hasText: MARKUP }).waitFor();
    await panel.list(/^In the flow/);
    await panel.items.getByRole('button', { name: 'Show' }).click();
    await panel.answer('Show');
    await panel.items.locator('dd', { hasText: MARKUP }).first().waitFor();
    assert.equal(await panel.root.locator('b, img').count(), 0);
    assert.notEqual(await panel.page.title(), '1');
  });

  it('is without serious findings of axe, in the light and the dark theme, in every part', async () => {
    for (const theme of ['light', 'dark']) {
      await keep(editor().page, 'view-dark-theme', theme);
      await open((fake) => {
        fake.connections = [
          faxLine({ open: 2, dead: 1 }),
          connectionOf('line-sms', { state: 'error', reason: 'auth' }),
        ];
        fake.timeline = [entryOf(2), entryOf(1, { what: 'failed', reason: 'busy' })];
        fake.lists.dead = [itemOf(1, { state: 'dead' })];
      });
      await panel.cards.first().waitFor();
      for (const tab of ['Overview', 'Timeline', 'Lists', 'Add a flow'] as const) {
        await panel.choose(tab);
        if (tab === 'Lists') await panel.items.first().waitFor();
        assert.deepEqual(await seriousFindings(panel.page, '.pushline-panel'), [], `${tab}, ${theme}`);
      }
      await panel.choose('Lists');
      await panel.items.getByRole('button', { name: 'Mark as done' }).click();
      assert.deepEqual(await seriousFindings(panel.page, '.pushline-panel dialog'), [], theme);
      await panel.answer('No');
    }
    await keep(editor().page, 'view-dark-theme', 'light');
  });

  it('shows who shares the store and who holds an account, without findings of axe, and nothing of it alone', async () => {
    const now = new Date().toISOString();
    const instances = [
      { name: 'front-desk', isThis: true, state: 'alive', since: now, version: '1.2.3', holds: ['line-fax'] },
      { name: 'back-office', isThis: false, state: 'alive', since: now, heardAt: now, holds: ['line-sms'] },
      { name: MARKUP, isThis: false, state: 'gone', holds: [] },
    ];
    for (const theme of ['light', 'dark']) {
      await keep(editor().page, 'view-dark-theme', theme);
      await open((fake) => {
        fake.connections = [
          connectionOf('line-fax', { isShared: true, isHolder: true, holder: 'front-desk' }),
          connectionOf('line-sms', { isShared: true, isHolder: false, holder: 'back-office' }),
        ];
        fake.instances = instances;
        fake.lists.open = [itemOf(1, { owner: 'back-office' })];
      });
      const shared = panel.root.getByRole('region', { name: 'Instances' });
      await shared.getByText('front-desk (this one)').waitFor();
      await shared.getByText('What it had in the flow is being taken over').waitFor();
      await panel.cards.filter({ hasText: 'this instance' }).waitFor();
      await panel.cards.filter({ hasText: 'back-office; this one is standby' }).waitFor();
      await panel.root.getByText('The other instances show their own').first().waitFor();
      assert.equal(await shared.locator('li').count(), 3);
      assert.deepEqual(await seriousFindings(panel.page, '.pushline-panel'), [], theme);
      await panel.list(/^In the flow/);
      await panel.items.getByText('in the flow of back-office').waitFor();
    }
    await keep(editor().page, 'view-dark-theme', 'light');
    runtime.instances = [];
    runtime.connections = [connectionOf('line-fax', {})];
    await panel.choose('Overview');
    await panel.root.getByRole('region', { name: 'Instances' }).waitFor({ state: 'hidden' });
    assert.equal(await panel.root.getByText('Holder').count(), 0);
    assert.equal(await panel.root.getByText('The other instances show their own').first().isVisible(), false);
  });

  it('can be used with the keyboard alone', async () => {
    await open((fake) => {
      fake.connections = [faxLine({ dead: 2 })];
      fake.lists.dead = [itemOf(1, { state: 'dead' }), itemOf(2, { state: 'dead' })];
    });
    const { keyboard } = panel.page;
    await panel.root.getByRole('tab', { name: 'Overview' }).focus();
    await keyboard.press('ArrowRight');
    await keyboard.press('ArrowRight');
    await panel.items.first().waitFor();
    assert.equal(await panel.root.getByRole('tab', { selected: true }).textContent(), 'Lists');

    for (let n = 0; n < 20; n += 1) {
      await keyboard.press('Tab');
      if ((await panel.page.locator(':focus').textContent()) === 'Mark as done') break;
    }
    await keyboard.press('Enter');
    await panel.question.waitFor();
    assert.equal(await panel.page.locator(':focus').textContent(), 'No', 'an answer that does no harm');
    await keyboard.press('Escape');
    await panel.question.waitFor({ state: 'detached' });
    assert.deepEqual(runtime.actions, []);
    assert.equal(await panel.page.locator(':focus').textContent(), 'Mark as done', 'back where it was');

    runtime.onAction = () => runtime.lists.dead?.shift();
    await keyboard.press('Enter');
    await panel.question.waitFor();
    await keyboard.press('Tab');
    await keyboard.press('Enter');
    await eventually('the row is gone', async () => (await panel.items.count()) === 1);
    assert.deepEqual(runtime.actions, [{ action: 'complete', key: 'etherfax:1:fax:1' }]);
    // The next row.
    await panel.items.and(panel.page.locator(':focus')).waitFor();
  });
});

describeEditor('the panel, faked', [TAB], (editor) => {
  let runtime: FakeRuntime;
  let panel: PanelPage;

  const open = async (prepare: (runtime: FakeRuntime) => void): Promise<void> => {
    ({ runtime, panel } = await openFaked(editor().page, prepare));
  };

  it('shows ten thousand items a page at a time, forwards and backwards', async () => {
    await open((fake) => {
      fake.connections = [faxLine({ open: 10_000 })];
      fake.lists.open = Array.from({ length: 10_000 }, (_, n) => itemOf(n));
    });
    await panel.list(/^In the flow/);
    await panel.root.getByText('1 to 50 of 10,000').waitFor();
    assert.equal(await panel.items.count(), 50);
    await panel.root.getByRole('button', { name: 'Next' }).click();
    await panel.root.getByText('51 to 100 of 10,000').waitFor();
    await panel.items.filter({ hasText: 'order 50' }).first().waitFor();
    await panel.root.getByRole('button', { name: 'Previous' }).click();
    await panel.root.getByText('1 to 50 of 10,000').waitFor();
    assert.equal(await panel.items.count(), 50);
  });

  it('asks on while a search finds less than a page, and says how many there are', async () => {
    await open((fake) => {
      fake.connections = [faxLine({ open: 9000 })];
      fake.lists.open = Array.from({ length: 9000 }, (_, n) =>
        itemOf(n, { reference: `order ${n % 1000 === 7 ? 'x' : n}` }),
      );
      fake.searchesRows = 1000;
    });
    await panel.list(/^In the flow/);
    await panel.search('order x');
    await panel.root.getByText('Found: 9', { exact: true }).waitFor();
    assert.equal(await panel.items.count(), 9);
    await panel.search('nobody');
    await panel.root.getByText('Nothing found in this list.').waitFor();
  });

  it('searches all lists of a connection at once', async () => {
    await open((fake) => {
      fake.connections = [faxLine({ open: 1 })];
      fake.lists.open = [itemOf(1)];
      fake.lists.dead = [itemOf(7, { state: 'dead', reference: 'case 7' })];
      fake.lists.sending = [itemOf(8, { type: 'job', state: 'queued', direction: 'out', reference: 'case 8' })];
    });
    await panel.list(/^All lists/);
    await panel.search('case');
    await panel.root.getByText('Found: 2', { exact: true }).waitFor();
    await panel.items.filter({ hasText: 'dead' }).waitFor();
    await panel.items.filter({ hasText: 'waiting to be sent' }).waitFor();
    await panel.search('nobody');
    await panel.root.getByText('Nothing found. What is done is not kept.').waitFor();
  });

  it('lets a user who may only read look, and says why there is nothing to press', async () => {
    await open((fake) => {
      fake.mayWrite = false;
      fake.connections = [faxLine({ dead: 1 })];
      fake.lists.dead = [itemOf(1, { state: 'dead' })];
    });
    await panel.list(/^Dead/);
    await panel.items.filter({ hasText: '…0142' }).waitFor();
    assert.equal(await panel.items.getByRole('button').count(), 0);
    await panel.root.getByText('need the permission fax-sms.write').waitFor();
  });

  it('says which permission is missing to who may not see it', async () => {
    editor().expectFailedLoads();
    await open((fake) => (fake.mayRead = false));
    await panel.status.filter({ hasText: 'fax-sms.read' }).waitFor();
  });

  it('shows what was, and since when, while Node-RED does not answer, and goes on by itself', async () => {
    await open((fake) => (fake.connections = [faxLine({ open: 1 })]));
    await panel.cards.filter({ hasText: '1 in the flow' }).waitFor();
    editor().expectFailedLoads();
    runtime.isDown = true;
    await panel.ask();
    await panel.status.filter({ hasText: 'Node-RED does not answer' }).waitFor();
    assert.equal(await panel.cards.count(), 1);
    runtime.isDown = false;
    runtime.connections = [faxLine({ open: 2 })];
    await panel.cards.filter({ hasText: '2 in the flow' }).waitFor();
    assert.equal(await panel.status.textContent(), '');
  });

  it('tells once what needs a person, and by its badge as long as it does', async () => {
    await open((fake) => (fake.connections = [faxLine({ dead: 2, unknown: 1 })]));
    const notice = panel.page.locator('.red-ui-notification', { hasText: '3 faxes or SMS need you' });
    await notice.waitFor();
    assert.deepEqual(await panel.badges.allTextContents(), ['3']);
    await notice.getByRole('button', { name: 'Look' }).click();
    assert.equal(await panel.root.getByRole('tab', { selected: true }).textContent(), 'Lists');

    await panel.reload();
    await panel.badges.first().waitFor();
    assert.equal(await panel.page.locator('.red-ui-notification', { hasText: 'need you' }).count(), 0);
    runtime.connections = [faxLine({})];
    await panel.ask();
    await panel.badges.first().waitFor({ state: 'detached' });
  });

  it('does not move what somebody points at', async () => {
    await open((fake) => {
      fake.connections = [faxLine({ open: 1 })];
      fake.timeline = [entryOf(1)];
    });
    await panel.choose('Timeline');
    await panel.entries.first().hover();
    runtime.timeline = [entryOf(3), entryOf(2), entryOf(1)];
    await panel.ask();
    await panel.root.getByText('New: 2').waitFor();
    assert.equal(await panel.entries.count(), 1);
    await panel.page.mouse.move(10, 10);
    await eventually('all are shown', async () => (await panel.entries.count()) === 3);
  });

  it('asks before personal details, once, and takes them off the page again', async () => {
    await open((fake) => {
      fake.connections = [faxLine({ open: 2 })];
      fake.lists.open = [itemOf(1), itemOf(2)];
      fake.details = { from: '+49 30 1234560142' };
    });
    await panel.list(/^In the flow/);
    const [first, second] = [panel.items.nth(0), panel.items.nth(1)];
    await first.getByRole('button', { name: 'Show' }).click();
    await panel.answer('No');
    assert(!runtime.requests.some((request) => request.includes('/items/')), 'nothing was asked for');
    await first.getByRole('button', { name: 'Show' }).click();
    await panel.answer('Show');
    await first.getByText('+49 30 1234560142').waitFor();
    await second.getByRole('button', { name: 'First page' }).click();
    await second.getByRole('img', { name: 'First page' }).waitFor();
    await first.getByRole('button', { name: 'Hide' }).click();
    await first.getByText('+49 30 1234560142').waitFor({ state: 'detached' });
  });

  it('says that an item has changed meanwhile, when an action finds it so', async () => {
    await open((fake) => {
      fake.connections = [faxLine({ dead: 1 })];
      fake.lists.dead = [itemOf(1, { state: 'dead' })];
      fake.isDone = false;
    });
    await panel.list(/^Dead/);
    await panel.items.getByRole('button', { name: 'Offer again' }).click();
    await panel.root.getByText('Not done: it has changed in the meantime.').waitFor();
    assert.deepEqual(runtime.actions, [{ action: 'offer', key: 'etherfax:1:fax:1' }]);
  });
});
