import assert from 'node:assert/strict';
import { charactersetOf, countParts, forcedToGsm } from '../../../src/simulator/esendex/sms-parts';

describe('the parts of an SMS', () => {
  it('are counted by what GSM can hold, its second table taking two', () => {
    assert.deepEqual(countParts('x'.repeat(160), 'GSM'), { parts: 1, availableInLastPart: 0 });
    assert.deepEqual(countParts('x'.repeat(161), 'GSM'), { parts: 2, availableInLastPart: 145 });
    assert.equal(countParts('x'.repeat(307), 'GSM').parts, 3);
    assert.deepEqual(countParts('€'.repeat(80), 'GSM'), { parts: 1, availableInLastPart: 0 });
    assert.equal(countParts('€'.repeat(81), 'GSM').parts, 2);
  });

  it('are counted in UTF-16 units as Unicode', () => {
    assert.equal(countParts('я'.repeat(70), 'Unicode').parts, 1);
    assert.equal(countParts('я'.repeat(71), 'Unicode').parts, 2);
    assert.equal(countParts('😀'.repeat(36), 'Unicode').parts, 2);
  });

  it('are GSM only where every character is', () => {
    assert.equal(charactersetOf('Ünïcode? [no] {€}'.replace('ï', 'i')), 'GSM');
    for (const text of ['Ünïcode', 'Привет', '😀', '`']) assert.equal(charactersetOf(text), 'Unicode', text);
    assert.equal(forcedToGsm('a😀b`€'), 'a?b?€');
  });
});
