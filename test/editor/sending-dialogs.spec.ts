import assert from 'node:assert/strict';
import { describeEditor, describeEditors } from './support/editors';
import { ESENDEX, ETHERFAX, node, TAB } from './support/flow';
import { rawKeys } from './support/raw-keys';

const REAL_SMS = { ...ESENDEX, id: 'line-real', name: 'real', simulator: false, account: 'EX1', country: '' };
const REAL_FAX = { ...ETHERFAX, id: 'line-real-fax', name: 'real fax', simulator: false, country: '' };

const KINDS = [
  ['fax-send', 'line-fax', 'line-real-fax', '0002 is busy'],
  ['sms-send', 'line-sms', 'line-real', '0002 does not exist'],
] as const;

describeEditors(
  'the dialog of a sending node',
  [TAB, ETHERFAX, ESENDEX, ...KINDS.map(([type]) => node(type))],
  (editor) => {
    const ports = (id: string) => editor().page.locator(`[id="${id}"] .red-ui-flow-port-output`);

    for (const [type] of KINDS) {
      const id = `n-${type}`;

      it(`${type}: takes a time in minutes, hours or days, and saves minutes`, async () => {
        await editor().openDialog(id);
        assert.equal(await editor().field('giveUpMinutes').inputValue(), '1440');
        assert.equal(await editor().field('giveUpMinutes-in').inputValue(), 'minutes');
        await editor().enter({ giveUpMinutes: '0.5', 'giveUpMinutes-in': 'hours' });
        await editor().done();
        const saved = async () => (await editor().exported()).find((each) => each.id === id)?.giveUpMinutes;
        assert.equal(await saved(), '30');
        await editor().openDialog(id);
        assert.equal(await editor().field('giveUpMinutes').inputValue(), '30');
        await editor().enter({ giveUpMinutes: '2', 'giveUpMinutes-in': 'days' });
        await editor().done();
        assert.equal(await saved(), '2880');

        await editor().openDialog(id);
        assert.equal(await editor().field('giveUpMinutes').inputValue(), '2');
        assert.equal(await editor().field('giveUpMinutes-in').inputValue(), 'days');
        await editor().enter({ giveUpMinutes: 'soon' });
        await editor().done();
        assert.deepEqual(await editor().reasons(id), [
          'Give up after: a number, at least 0.1 minutes; empty: the default',
        ]);
        await editor().openDialog(id);
        await editor().enter({ giveUpMinutes: '10' });
        await editor().done();
        assert.equal(await editor().isInvalid(id), false);
      });

      it(`${type}: has a road for all ends, or one for each`, async () => {
        assert.equal(await ports(id).count(), 2);
        await editor().openDialog(id);
        await editor().enter({ outputs: '4' });
        await editor().done();
        assert.equal(await ports(id).count(), 4);
        await editor().deploy();
        const found = (await editor().deployed()).find((each) => each.id === id);
        assert.equal(found?.outputs, 4);
        await editor().openDialog(id);
        assert.equal(await editor().field('outputs').inputValue(), '4');
        await editor().enter({ outputs: '2' });
        await editor().done();
        assert.equal(await ports(id).count(), 2);
      });

      it(`${type}: is red, by the label, where nothing says to whom`, async () => {
        await editor().openDialog(id);
        await editor().chooseTyped('to', 'str', '');
        await editor().done();
        assert.deepEqual(await editor().reasons(id), ['To: needed']);
        await editor().openDialog(id);
        await editor().chooseTyped('to', 'str', '+49 30 1234567, Ellen');
        await editor().done();
        assert.deepEqual(await editor().reasons(id), ['To: number 2 of the list is not a phone number']);
        await editor().openDialog(id);
        await editor().chooseTyped('to', 'str', '+49 30 1234567, +49 30 1234568');
        await editor().done();
        assert.equal(await editor().isInvalid(id), false);
      });
    }
  },
);

const CONNECTIONS = [ETHERFAX, ESENDEX, REAL_SMS, REAL_FAX];
const OTHERS = [
  node('sms-push-in', { connection: 'line-real', number: '+49 170 1, +49170*' }),
  node('fax-receive-in', { connection: 'line-real-fax', number: '+49 30 99' }),
];

describeEditor(
  'under To of a sending node',
  [TAB, ...CONNECTIONS, ...OTHERS, ...KINDS.map(([type]) => node(type))],
  (editor) => {
    for (const [type, simulated, real, special] of KINDS) {
      const note = () => editor().page.locator(`#${type}-to`);

      it(`${type}: tells the simulator's numbers, and warns of national ones without a country`, async () => {
        await editor().openDialog(`n-${type}`);
        await editor().enter({ connection: simulated });
        const text = (await note().textContent()) ?? '';
        assert(text.includes('0001 is delivered') && text.includes(special), text);
        assert.deepEqual(rawKeys([text]), []);

        await editor().enter({ connection: real });
        assert.match((await note().textContent()) ?? '', /^The connection has no Country/);
        await editor().chooseTyped('to', 'str', '+49 30 1234567');
        assert.equal(await note().isVisible(), false);
        await editor().chooseTyped('to', 'str', '+49 30 1234567, 030 7654321');
        assert.equal(await note().isVisible(), true);
      });

      it(`${type}: offers the account's own numbers as senders`, async () => {
        await editor().openDialog(`n-${type}`);
        await editor().enter({ connection: real });
        const options = editor().page.locator(`#${type}-own-numbers option`);
        const values = await options.evaluateAll((all) =>
          all.map((each) => (each as unknown as { value: string }).value),
        );
        assert.deepEqual(values, [type === 'fax-send' ? '+49 30 99' : '+49 170 1']);
      });
    }
  },
);
