import assert from 'node:assert/strict';
import { describeEditors } from './support/editors';
import { ESENDEX, ETHERFAX, node, TAB } from './support/flow';

const FLOW = [TAB, ETHERFAX, ESENDEX, node('fax-send'), node('sms-send')];

describeEditors('a connection, for whoever comes to it', FLOW, (editor) => {
  const begins = (choice: string) => editor().page.locator(`#fax-sms-connection-begin-${choice}`);
  const tab = (name: string) => editor().page.getByRole('tab', { name });
  const shown = () => editor().shownFields('#fax-sms-connection-account');

  it('has two beginnings, and nothing is chosen for its user', async () => {
    const { page } = editor();
    await editor().openDialog('n-fax-send');
    await editor().addConnection();
    assert.equal(await page.locator('[name=pushline-begin]:checked').count(), 0);
    assert.deepEqual(await shown(), ['provider', 'country', 'channels']);
    assert.equal(await page.locator('#fax-sms-connection-test').isVisible(), false);
    await page.getByRole('radio', { name: /^Set up without an account/ }).focus();
    await page.keyboard.press('Space');
    assert.equal(await page.locator('#fax-sms-connection-test').isVisible(), true);
    assert.deepEqual(await shown(), ['provider', 'country', 'channels']);
    await page.keyboard.press('ArrowRight');
    assert.equal(await begins('real').isChecked(), true);
    assert.deepEqual(await shown(), ['provider', 'apiKey', 'account', 'username', 'password', 'country', 'channels']);
    await editor().page.locator('#node-config-input-apiKey.input-error').waitFor();
  });

  it('shows what it is, and can be switched', async () => {
    await editor().openDialog('n-fax-send');
    await editor().openConnection();
    assert.equal(await begins('simulator').isChecked(), true);
    await editor().begin('real');
    await editor().enter({ apiKey: 'key' });
    await editor().doneConnection();
    await editor().done();
    const simulator = async () => (await editor().exported()).find(({ id }) => id === 'line-fax')?.simulator;
    assert.equal(await simulator(), false);
    await editor().openDialog('n-fax-send');
    await editor().openConnection();
    assert.equal(await begins('real').isChecked(), true);
    await editor().begin('simulator');
    await editor().doneConnection();
    await editor().done();
    assert.equal(await simulator(), true);
  });

  it('says which provider carries what, and where its key is found', async () => {
    await editor().openDialog('n-fax-send');
    await editor().openConnection();
    const providers = await editor().field('provider').locator('option').allTextContents();
    assert.deepEqual(providers, ['etherFAX (fax)', 'Esendex (SMS)', 'Aculab Cloud (fax and SMS)']);
    await editor().begin('real');
    const key = editor().page.getByRole('textbox', { name: 'API key' });
    const described = (await key.getAttribute('aria-describedby')) ?? '';
    const hint = await editor().page.locator(`#${described}`).textContent();
    assert.equal(hint, 'In the etherFAX client portal: Settings, Account.');
  });

  it('asks for a country by its name, and warns what becomes of national numbers without one', async () => {
    const { page } = editor();
    await editor().openDialog('n-fax-send');
    await editor().openConnection();
    const hint = page.locator('#node-config-input-country-hint');
    const warning = page.locator('#fax-sms-connection-tip-country');
    assert.match((await warning.textContent()) ?? '', /goes out as it is/);
    assert((await page.locator('#fax-sms-connection-countries option').count()) > 240);
    for (const [typed, meant] of [
      ['de', 'Germany, +49'],
      ['Austria', 'Austria, +43'],
      ['0044', '+44'],
    ] as const) {
      await editor().enter({ country: typed });
      assert.equal(await hint.textContent(), meant);
      assert.equal(await warning.isVisible(), false);
      await page.locator('#node-config-input-country:not(.input-error)').waitFor();
    }
    await editor().enter({ country: 'Atlantis' });
    await page.locator('#node-config-input-country.input-error').waitFor();
    await editor().enter({ country: '${COUNTRY}' });
    await page.locator('#node-config-input-country:not(.input-error)').waitFor();
    await editor().enter({ country: '', provider: 'aculab' });
    assert.match((await warning.textContent()) ?? '', /is refused/);
  });

  it('has tabs that are named and reached by keys alone', async () => {
    const { page } = editor();
    await editor().openDialog('n-fax-send');
    await editor().openConnection();
    await tab('Account').focus();
    for (const [key, name] of [
      ['ArrowRight', 'Receiving'],
      ['End', 'Waiting'],
      ['ArrowRight', 'Account'],
      ['ArrowLeft', 'Waiting'],
      ['Home', 'Account'],
    ] as const) {
      await page.keyboard.press(key);
      assert.equal(await tab(name).getAttribute('aria-selected'), 'true', `${key}: ${name}`);
      assert.equal(await page.getByRole('tabpanel', { name }).isVisible(), true, name);
    }
    await page.keyboard.press('Tab');
    assert.equal(
      await begins('simulator').evaluate((radio) =>
        (radio as unknown as { matches(css: string): boolean }).matches(':focus'),
      ),
      true,
    );
  });

  it('has typed inputs with names, beside it', async () => {
    const { page } = editor();
    for (const id of ['n-fax-send', 'n-sms-send']) {
      await editor().openDialog(id);
      for (const part of ['.red-ui-typedInput-input:visible', '.red-ui-typedInput-type-select:visible']) {
        const found = await page.locator(`#dialog-form ${part}`).all();
        assert(found.length >= 2, `${id} ${part}`);
        for (const one of found) {
          const [label = ''] = ((await one.getAttribute('aria-labelledby')) ?? '').split(' ');
          const name = ((await page.locator(`#${label}`).textContent()) ?? '').trim();
          assert.notEqual(name, '', `${id} ${part}`);
          const named = { name: new RegExp(`^${name}\\b`) };
          // One that suggests something is a box to choose from.
          const fields = page.getByRole('textbox', named).or(page.getByRole('combobox', named));
          const all = part.includes('select') ? page.getByRole('button', named) : fields;
          assert.equal(await all.count(), 1, `${id} ${part}: ${name}`);
        }
      }
      await editor().cancel();
    }
  });

  it('shows what comes from outside as the text that it is, and no actions to who may only look', async () => {
    const { page } = editor();
    const evil = '<img src=x onerror="document.title=\'evil\'">';
    const item = {
      ...{ id: 'k', type: 'event', kind: 'sms', direction: 'in', state: 'dead', at: new Date(0).toISOString() },
      ...{ from4: '<b>1', reference: evil, reason: evil, actions: ['offer'], hasDocument: false, logId: evil },
    };
    await page.route('**/fax-sms/connections/line-sms', (route) =>
      route.fulfill({ json: { id: 'line-sms', state: 'polling', reason: evil, counts: { dead: 1 } } }),
    );
    await page.route('**/fax-sms/connections/line-sms/items?*', (route) =>
      route.fulfill({ json: { items: [item], total: 1 } }),
    );
    await page.evaluate(() => {
      const { RED } = globalThis as unknown as { RED: { user: { hasPermission: () => boolean } } };
      RED.user.hasPermission = () => false;
    });
    await editor().openDialog('n-sms-send');
    await editor().openConnection();
    await editor().showPanel('waiting');
    const row = page.locator('.pushline-waiting li').first();
    assert((await row.textContent())?.includes(evil));
    assert.equal(await row.locator('img, b').count(), 0);
    assert.equal(await row.locator('button').count(), 0);
    assert.notEqual(await page.title(), 'evil');
    await editor().showPanel('account');
    assert.equal(await page.locator('.pushline-inject:enabled').count(), 0);
    await page.unrouteAll();
  });
});
