import assert from 'node:assert/strict';
import { startEtherFaxSimulator, type EtherFaxSimulator } from '../../src/simulator/etherfax/etherfax-simulator';
import { sampleFax } from '../../src/documents/sample/sample-fax';
import { eventually } from '../e2e/support/eventually';
import { fetchAfresh } from '../support/fetch-afresh';
import { describeEditor } from './support/editors';
import { ESENDEX, ETHERFAX, node, TAB, type FlowNode } from './support/flow';

describe('what waits for a user', () => {
  let etherfax: EtherFaxSimulator;

  before(async () => {
    etherfax = await startEtherFaxSimulator();
    // The answer never comes, so that nobody knows whether the fax was taken.
    etherfax.faults.set({ action: 'outbox.send', drop: 'after' });
  });
  after(() => etherfax.close());

  /** One SMS that nobody closes, offered once only, and one fax whose fate nobody knows. */
  const flow = (): FlowNode[] => [
    TAB,
    // Of its own, because a store remembers what a simulator of the same connection has delivered before.
    { ...ESENDEX, id: 'line-open', maxAttempts: '1', redeliverMinutes: '0.1' },
    node('sms-push-in', { connection: 'line-open', wires: [['shown'], [], [], []] }),
    { id: 'shown', type: 'debug', z: 'tab', x: 400, y: 320, active: false, wires: [] },
    {
      ...{ ...ETHERFAX, simulator: false, baseUrl: etherfax.baseUrl, account: etherfax.account.account },
      credentials: { apiKey: etherfax.account.apiKey },
    },
    {
      ...{ id: 'once', type: 'inject', z: 'tab', x: 200, y: 520, wires: [['document']], once: true, onceDelay: 0.1 },
      ...{ props: [{ p: 'to', v: '+15550109999', vt: 'str' }], repeat: '', crontab: '' },
    },
    {
      ...{ id: 'document', type: 'function', z: 'tab', x: 400, y: 520, wires: [['n-fax-send']], outputs: 1, libs: [] },
      func: `msg.payload = Buffer.from('${sampleFax().toString('base64')}', 'base64'); return msg;`,
    },
    node('fax-send'),
  ];

  describeEditor('in the dialog of its connection', flow, (editor) => {
    const row = (text: string) => editor().page.locator('.pushline-waiting li', { hasText: text });
    const says = (text: RegExp) =>
      editor().page.locator('#fax-sms-connection-state').filter({ hasText: text }).waitFor();
    const areThere = async (items: string[]): Promise<boolean> =>
      (await Promise.all(items.map((item) => row(item).isVisible()))).every((isThere) => isThere);
    const open = async (id: string, items: string[]): Promise<void> => {
      await editor().openDialog(id);
      await editor().openConnection();
      await editor().showPanel('waiting');
      await eventually(`there is ${items.join(', ')}`, async () => {
        if (await areThere(items)) return true;
        await editor().page.locator('#fax-sms-connection-reload').click();
        return false;
      });
    };
    const choose = async (item: string, action: string): Promise<void> => {
      await row(item).locator('button', { hasText: action }).click();
      const question = editor().page.locator('.red-ui-notification');
      await question.locator('button.primary', { hasText: action }).click();
      await row(item).waitFor({ state: 'detached' });
    };

    it('events that are dead or in quarantine can be closed, offered again, or dropped', async () => {
      const { request, url } = editor().nodeRed;
      const { webhook } = (await request('/fax-sms/connections/line-open')) as { webhook: { path: string } };
      await eventually('what cannot be read is kept', async () => {
        return (await fetchAfresh(new URL(webhook.path, url), { method: 'POST', body: '<broken' })).status === 200;
      });

      await open('n-sms-push-in', ['dead', 'quarantine']);
      await says(/ · 1 dead · 1 in quarantine$/);
      assert.match((await row('dead').textContent()) ?? '', /^SMS received/);
      assert.deepEqual(await row('dead').locator('button').allTextContents(), ['Offer again', 'Mark as done', 'Show']);
      await choose('quarantine', 'Drop');
      await choose('dead', 'Mark as done');
      await says(/^((?!dead|quarantine).)*$/);
    });

    it('a job whose outcome is unknown can be counted as sent', async () => {
      await open('n-fax-send', ['outcome unknown']);
      await says(/ · 1 with unknown outcome$/);
      assert.match((await row('outcome unknown').textContent()) ?? '', /^Fax to send/);
      await choose('outcome unknown', 'It was sent');
      await says(/^((?!unknown outcome).)*$/);
    });
  });
});

describeEditor(
  'the items of a connection',
  [
    TAB,
    // Of its own, as above; nothing is to be offered again while it is counted.
    { ...ETHERFAX, id: 'line-busy', redeliverMinutes: '1000' },
    node('fax-receive-in', { connection: 'line-busy', wires: [['seen']] }),
    { id: 'seen', type: 'debug', z: 'tab', x: 400, y: 80, active: false, wires: [] },
  ],
  (editor) => {
    it('show what is in the flow, by themselves, as far as one likes to see', async () => {
      const { page, nodeRed } = editor();
      const rows = page.locator('[data-list=open] li');
      const more = page.locator('[data-list=open] > button');
      const inject = () =>
        nodeRed.request('/fax-sms/connections/line-busy/inject', { method: 'POST', body: { kind: 'fax' } });
      await editor().openDialog('n-fax-receive-in');
      await editor().openConnection();
      await editor().showPanel('waiting');
      await rows.filter({ hasText: 'in the flow' }).first().waitFor();
      assert.equal(await more.isVisible(), false);

      for (let n = 0; n < 60; n += 1) await inject();
      // With the one that every simulator begins with.
      await more.filter({ hasText: /^Show more \(50 of 61\)$/ }).waitFor();
      assert.equal(await rows.count(), 50);
      await more.click();
      await more.waitFor({ state: 'hidden' });
      assert.equal(await rows.count(), 61);

      const events = (await nodeRed.request('/fax-sms/connections/line-busy/events?state=offered')) as {
        logId: string;
      }[];
      const [event] = events;
      // By the id that the log has, too.
      const row = rows.filter({ hasText: event?.logId ?? 'none' });
      await row.waitFor();
      await row.locator('button', { hasText: 'Mark as done' }).click();
      await page.locator('.red-ui-notification button.primary', { hasText: 'Mark as done' }).click();
      await row.waitFor({ state: 'detached' });
    });
  },
);
