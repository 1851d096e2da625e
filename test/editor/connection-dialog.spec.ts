import assert from 'node:assert/strict';
import { startEtherFaxSimulator, type EtherFaxSimulator } from '../../src/simulator/etherfax/etherfax-simulator';
import { eventually } from '../e2e/support/eventually';
import { describeEditors } from './support/editors';
import { ETHERFAX, node, TAB } from './support/flow';
import { rawKeys } from './support/raw-keys';

const ID = 'n-fax-send';
const SECRET = 'canary-api-key';
const ACCOUNT = '#fax-sms-connection-account';
const RECEIVING = '#fax-sms-connection-receiving';
const PROVIDERS = ['etherfax', 'esendex', 'aculab'] as const;

/** What is seen in the first panel beside provider, simulator and country code. */
const FIELDS = {
  etherfax: ['account', 'apiKey', 'username', 'password', 'channels'],
  esendex: ['account', 'username', 'password'],
  aculab: ['account', 'apiKey', 'username', 'service', 'servicePassword', 'encrypt', 'channels'],
};
const SIMULATED = { etherfax: ['channels'], esendex: [], aculab: ['encrypt', 'channels'] };
const WEBHOOK = ['publicUrl', 'webhookPath', 'webhookUser', 'webhookPassword'];

describeEditors('the dialog of a connection', [TAB, ETHERFAX, node('fax-send')], (editor) => {
  const own = async (panel: string): Promise<string[]> => {
    const everywhere = ['provider', 'country', 'pollSeconds'];
    return (await editor().shownFields(panel)).filter((field) => !everywhere.includes(field)).sort();
  };

  const test = async (mood: 'good' | 'bad'): Promise<string> => {
    await editor().page.locator('#fax-sms-connection-test').click();
    const result = editor().page.locator(`#fax-sms-connection-result.pushline-${mood}`);
    return (await result.textContent()) ?? '';
  };
  let simulator: EtherFaxSimulator;

  before(async () => {
    simulator = await startEtherFaxSimulator({ account: { apiKey: SECRET } });
  });
  after(() => simulator.close());

  beforeEach(async () => {
    await editor().openDialog(ID);
    await editor().openConnection();
  });

  it('shows the fields of the provider that is chosen, and no others; of a simulator no login and no address', async () => {
    for (const provider of PROVIDERS) {
      await editor().showPanel('account');
      await editor().enter({ provider, simulator: false });
      assert.deepEqual(await own(ACCOUNT), FIELDS[provider].toSorted());
      const labels = await editor().page.locator(`${ACCOUNT} .form-row > label`).allTextContents();
      assert(
        labels.every((label) => label.trim() !== ''),
        labels.join('|'),
      );
      assert.deepEqual(rawKeys(await editor().texts()), []);
      await editor().showPanel('receiving');
      const webhook = provider === 'etherfax' ? [] : WEBHOOK;
      assert.deepEqual(await own(RECEIVING), [...webhook, 'pushToken', 'pushUrl'].sort());

      await editor().showPanel('account');
      await editor().enter({ simulator: true });
      assert.deepEqual(await own(ACCOUNT), SIMULATED[provider].toSorted());
      await editor().showPanel('receiving');
      assert.deepEqual(await own(RECEIVING), []);
    }
  });

  it('marks what is missing or wrong where it is entered, and its nodes until it is mended', async () => {
    await editor().enter({ provider: 'aculab', simulator: false, account: '' });
    await editor().page.locator('#node-config-input-account.input-error').waitFor();
    await editor().showPanel('receiving');
    await editor().enter({ pushUrl: 'http://push.example.com' });
    await editor().page.locator('#node-config-input-pushUrl.input-error').waitFor();
    await editor().enter({ pushUrl: 'wss://push.example.com' });
    await editor().page.locator('#node-config-input-pushUrl:not(.input-error)').waitFor();
    await editor().enter({ pushUrl: '' });
    await editor().doneConnection();
    await editor().done();
    assert.equal(await editor().isInvalid(ID), true);

    await editor().openDialog(ID);
    await editor().openConnection();
    // Aculab wants a caller id of the node itself.
    await editor().enter({ provider: 'etherfax', simulator: true });
    await editor().doneConnection();
    await editor().done();
    assert.equal(await editor().isInvalid(ID), false);
  });

  it('is invalid without its credentials, named by their labels, until they are entered', async () => {
    for (const [provider, more, missing] of [
      ['etherfax', {}, 'API key, or User name and Password: needed'],
      ['aculab', { account: '1-2-0' }, 'API access key: needed'],
    ] as const) {
      await editor().enter({ provider, simulator: false, ...more });
      await editor().doneConnection();
      await editor().done();
      assert.equal(await editor().isInvalid(ID), true, provider);
      const reasons = await editor().reasons('line-fax');
      assert(reasons.includes(missing), reasons.join('|'));
      await editor().openDialog(ID);
      await editor().openConnection();
    }
    await editor().enter({ provider: 'etherfax', account: '', apiKey: 'key' });
    await editor().doneConnection();
    await editor().done();
    assert.equal(await editor().isInvalid(ID), false);
    await editor().openDialog(ID);
    await editor().openConnection();
    await editor().enter({ apiKey: '', simulator: true });
    await editor().doneConnection();
    await editor().done();
    assert.equal(await editor().isInvalid(ID), false);
  });

  it('says no more what a test said of other settings, and offers the account’s number of channels', async () => {
    const { page } = editor();
    await editor().enter({ provider: 'etherfax', simulator: false });
    assert.match(await test('bad'), /^A setting of the connection is missing/);
    await editor().enter({ simulator: true });
    assert.equal(await page.locator('#fax-sms-connection-result').textContent(), '');

    await editor().enter({ simulator: false, account: simulator.account.account, apiKey: SECRET, channels: '1' });
    await editor().showPanel('network');
    await editor().enter({ baseUrl: simulator.baseUrl });
    await editor().showPanel('account');
    assert.match(await test('good'), /Channels: 2\./);
    await page.locator('#fax-sms-connection-use-channels', { hasText: 'Set Fax channels to 2' }).click();
    assert.equal(await editor().field('channels').inputValue(), '2');
    assert.equal(await page.locator('#fax-sms-connection-use-channels').isVisible(), false);
  });

  it('says why no test can be sent before it is deployed', async () => {
    const why = editor().page.locator('#fax-sms-connection-inject-why');
    await eventually('it is running', () => editor().page.locator('.pushline-inject:enabled').first().isVisible());
    assert.equal(await why.isVisible(), false);
    await editor().cancel();
    await editor().openDialog(ID);
    await editor().addConnection();
    await editor().enter({ simulator: true });
    await why.filter({ hasText: /once this simulated connection.*deployed/ }).waitFor();
    assert.equal(await editor().page.locator('.pushline-inject:enabled').count(), 0);
  });

  it('tries a secret before and after the deploy, and shows it nowhere once it is deployed', async () => {
    const { page } = editor();
    assert.equal(await test('good'), 'Login accepted. Account: simulator.');
    const { account } = simulator.account;
    await editor().enter({ provider: 'etherfax', simulator: false, account, apiKey: 'another' });
    await editor().showPanel('network');
    await editor().enter({ baseUrl: simulator.baseUrl });
    await editor().showPanel('account');
    assert.match(await test('bad'), /^The provider refused the login\./);
    await editor().enter({ apiKey: SECRET });
    assert.match(await test('good'), /^Login accepted\./);
    await editor().doneConnection();
    await editor().done();
    assert(!JSON.stringify(await editor().exported()).includes(SECRET));
    await editor().deploy();
    await eventually('it runs', async () => {
      const { state } = (await editor().nodeRed.request('/fax-sms/connections/line-fax')) as { state: string };
      return state === 'connected' || state === 'polling';
    });

    await editor().openDialog(ID);
    await editor().openConnection();
    assert.equal(await editor().field('apiKey').inputValue(), '__PWRD__');
    assert.match(await test('good'), /^Login accepted\./);
    const values = await page
      .locator('input')
      .evaluateAll((inputs) => inputs.map((input) => (input as unknown as { value: string }).value));
    const exported = await editor().exported();
    assert(exported.some(({ id }) => id === 'line-fax'));
    for (const seen of [values, await page.content(), exported, await editor().deployed()]) {
      assert(!JSON.stringify(seen).includes(SECRET));
    }
  });
});
