import assert from 'node:assert/strict';
import { describeEditor } from './support/editors';
import { ESENDEX, node, TAB } from './support/flow';

const ID = 'n-sms-send';

describeEditor('the dialog of sms-send', [TAB, ESENDEX, node('sms-send')], (editor) => {
  const parts = () => editor().page.locator('#sms-send-parts');

  beforeEach(() => editor().openDialog(ID));

  it('counts parts as text is entered, and names what makes it longer', async () => {
    assert.equal(await parts().isVisible(), false);
    await editor().chooseTyped('text', 'str', 'a'.repeat(160));
    assert.equal(await parts().textContent(), '160 of 160 characters, 1 part.');
    await editor().page.locator('#node-input-text + .red-ui-typedInput-container input:visible').press('End');
    // With each key, and not only when the field is left.
    await editor().page.keyboard.type('b');
    assert.equal(await parts().textContent(), '161 of 306 characters, 2 parts.');
    await editor().page.keyboard.press('Backspace');
    assert.equal(await parts().textContent(), '160 of 160 characters, 1 part.');
    await editor().chooseTyped('text', 'str', `It’s ${'a'.repeat(70)}`);
    assert.match((await parts().textContent()) ?? '', /^75 of 134 characters, 2 parts\. .*longer: ’$/);
  });

  it('names what gets lost where only GSM is allowed', async () => {
    await editor().chooseTyped('text', 'str', 'It’s €5');
    await editor().enter({ characterset: 'GSM' });
    assert.match((await parts().textContent()) ?? '', /are lost: ’$/);
    await editor().enter({ characterset: 'Unicode' });
    assert.equal(await parts().textContent(), '7 of 70 characters, 1 part.');
  });

  it('counts nothing where the text comes with the message', async () => {
    await editor().chooseTyped('text', 'str', 'abc');
    assert.equal(await parts().isVisible(), true);
    await editor().chooseTyped('text', 'msg', 'payload');
    assert.equal(await parts().isVisible(), false);
  });

  it('keeps type and value of its typed inputs over Done, export and deploy', async () => {
    const chosen = {
      to: { type: 'flow', value: 'customer' },
      text: { type: 'str', value: 'Grüße, "€"' },
      from: { type: 'env', value: 'SENDER' },
      sendAt: { type: 'jsonata', value: '$now()' },
      reference: { type: 'global', value: 'order' },
    };
    const properties = Object.keys(chosen) as (keyof typeof chosen)[];
    for (const name of properties) await editor().chooseTyped(name, chosen[name].type, chosen[name].value);
    await editor().done();
    await editor().deploy();

    for (const flow of [await editor().exported(), await editor().deployed()]) {
      const found = flow.find(({ id }) => id === ID);
      for (const name of properties) {
        assert.deepEqual({ type: found?.[`${name}Type`], value: found?.[name] }, chosen[name]);
      }
    }
    await editor().openDialog(ID);
    for (const name of properties) assert.deepEqual(await editor().chosenTyped(name), chosen[name]);
  });
});
