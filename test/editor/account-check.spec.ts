import assert from 'node:assert/strict';
import { startEtherFaxSimulator, type EtherFaxSimulator } from '../../src/simulator/etherfax/etherfax-simulator';
import { eventually } from '../e2e/support/eventually';
import { seriousFindings } from './support/axe';
import { describeEditors } from './support/editors';
import { ETHERFAX, ESENDEX, node, TAB } from './support/flow';
import { rawKeys } from './support/raw-keys';

const SECRET = 'canary-api-key';
const OWN_NUMBER = '+15550100001';

describeEditors('the check of an account', [TAB, ETHERFAX, node('fax-receive-in')], (editor) => {
  let simulator: EtherFaxSimulator;
  const part = (name: string) => editor().page.locator(`#fax-sms-connection-${name}`);
  const text = async (name: string): Promise<string> => (await part(name).textContent()) ?? '';

  before(async () => {
    simulator = await startEtherFaxSimulator({ account: { apiKey: SECRET } });
    // Something that is unread spares the wait.
    simulator.inject({ from: '+15550100099' });
  });
  after(() => simulator.close());

  const clipboardText = (): Promise<string> =>
    editor().page.evaluate(() => {
      const { navigator } = globalThis as unknown as { navigator: { clipboard: { readText(): Promise<string> } } };
      return navigator.clipboard.readText();
    });

  async function openWithAccount(apiKey: string): Promise<void> {
    await editor().openDialog('n-fax-receive-in');
    await editor().openConnection();
    await editor().enter({ provider: 'etherfax', simulator: false, apiKey });
    await editor().showPanel('network');
    await editor().enter({ baseUrl: simulator.baseUrl });
    await editor().showPanel('account');
  }

  it('shows what holds before anything is deployed, and copies a report without secrets', async () => {
    await openWithAccount(SECRET);
    await part('check-open').click();
    await eventually('it is done', async () => /\d+ hold, 0 differ/.test(await text('check-state')));
    assert.equal(await part('check-list').isVisible(), true);
    assert.match(await text('check-list'), /holdsEF-30A JobId is a GUIDGUID/);
    assert.deepEqual(rawKeys(await editor().texts()), []);
    assert.deepEqual(await seriousFindings(editor().page, '.pushline-fax-sms-connection'), []);
    await editor().page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await part('check-copy').click();
    let copied = '';
    await eventually('the report is copied', async () => {
      copied = await clipboardText();
      return copied.startsWith('### Account check: etherFAX');
    });
    for (const secret of [SECRET, '15550100099', simulator.account.account]) assert(!copied.includes(secret), copied);
    assert.equal(simulator.received().length, 0, 'nothing was marked');
  });

  it('puts first what differs, and says why it stopped', async () => {
    simulator.faults.set({ body: 'xml', action: 'outbox.pending' });
    try {
      await openWithAccount(SECRET);
      await part('check-open').click();
      await eventually('it is done', async () => /2 differ/.test(await text('check-state')));
      assert.match(await part('check-list').locator('tbody tr').first().innerText(), /differs\s+EF-40/);
    } finally {
      simulator.faults.clear();
    }
    await editor().showPanel('account');
    await editor().enter({ apiKey: 'wrong' });
    assert.equal(await text('check-state'), '', 'what was found of another key is no longer true');
    await part('check-open').click();
    await eventually('it is done', async () => (await text('check-state')).startsWith('The login was refused'));
    editor().expectFailedLoads();
    await part('check-begin').click();
    await eventually('it is not tried again at once', async () =>
      /too soon: try again in \d+ s/.test(await text('check-state')),
    );
  });

  it('can be reached and begun by keyboard', async () => {
    await openWithAccount(SECRET);
    await editor().page.locator('#fax-sms-connection-tab-account').focus();
    for (let step = 0; step < 4; step += 1) await editor().page.keyboard.press('ArrowRight');
    assert.equal(await part('check-begin').isVisible(), true);
    await editor().page.keyboard.press('Tab');
    await editor().page.keyboard.press('Enter');
    await eventually('it is done', async () => /\d+ hold/.test(await text('check-state')));
  });

  it('sends a test once its price was agreed to, and shows each step', async () => {
    await editor().openDialog('n-fax-receive-in');
    await editor().openConnection();
    await part('tab-check').click();
    const send = part('send-now');
    await eventually('it runs', async () => (await text('send-why')) === 'Enter a number.');
    assert.equal(await send.isDisabled(), true);
    await part('send-to').fill(OWN_NUMBER);
    assert.equal(await text('send-why'), 'Tick the box above.');
    await part('send-consent').check();
    await send.click();
    await eventually('it has ended', async () => /ended: succeeded/.test(await text('send-steps')));
    assert.match(await text('send-steps'), /taken and stored.*the provider has it.*ended/s);
    assert.equal(await part('send-consent').isChecked(), false);
    assert.equal(await send.isDisabled(), true);
    await editor().cancel();
    await editor().openDialog('n-fax-receive-in');
    await editor().openConnection();
    await part('tab-check').click();
    await eventually('it is shown again', async () => /ended: succeeded/.test(await text('send-steps')));
  });
});

describeEditors(
  'test items of a simulated connection',
  [TAB, ETHERFAX, ESENDEX, node('fax-receive-in'), node('sms-push-in')],
  (editor) => {
    const part = (name: string) => editor().page.locator(`#fax-sms-connection-${name}`);
    const result = async (): Promise<string> => (await part('result').textContent()) ?? '';
    const inject = () => editor().page.locator('.pushline-inject:enabled').first();

    async function open(id: string): Promise<void> {
      await editor().openDialog(id);
      await editor().openConnection();
      await inject().waitFor();
    }

    it('take one click, or number and pages of one’s choice, within bounds', async () => {
      await open('n-fax-receive-in');
      await inject().click();
      await eventually('it is on its way', async () => (await result()).startsWith('A test fax'));
      await part('item').locator('summary').click();
      await part('item-pages').fill('51');
      await inject().click();
      await eventually('it is refused', async () => (await result()) === 'Pages: a number from 1 to 50.');
      await part('item-pages').fill('3');
      await part('item-from').fill('+15550100077');
      await inject().click();
      await eventually('it is on its way', async () => (await result()).startsWith('A test fax'));
      assert.equal(await part('item-text').isVisible(), false);
      assert.deepEqual(await seriousFindings(editor().page, '.pushline-fax-sms-connection'), []);
      await eventually('it has come', async () => {
        const panel = (await editor().nodeRed.request('/fax-sms/panel')) as {
          timeline: { from4?: string; pages?: number }[];
        };
        return panel.timeline.some(({ from4, pages }) => from4 === '0077' && pages === 3);
      });
    });

    it('take a text, and the outcome of what is sent, which is there when the dialog is opened again', async () => {
      await open('n-sms-push-in');
      await part('item').locator('summary').click();
      assert.equal(await part('item-pages').isVisible(), false);
      await part('item-text').fill('Grüße <b>& mehr</b>');
      await inject().click();
      await eventually('it is on its way', async () => (await result()).startsWith('A test SMS'));
      await part('outcome-sms').selectOption('unreachable');
      await eventually('it is chosen', async () => (await result()).startsWith('From now on, SMS'));
      await editor().cancel();
      await open('n-sms-push-in');
      await eventually('it is shown', async () => (await part('outcome-sms').inputValue()) === 'unreachable');
    });
  },
);
