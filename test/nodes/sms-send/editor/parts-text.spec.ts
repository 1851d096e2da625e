import assert from 'node:assert/strict';
import { partsText } from '../../../../nodes/sms-send/editor/parts-text';

describe('what the dialog of sms-send says about a text', () => {
  const keys = (text: string, characterset: string): string[] => partsText(text, characterset).map(({ key }) => key);

  it('is how many SMS it becomes', () => {
    assert.deepEqual(partsText('a'.repeat(24), 'Auto'), [{ key: 'part', values: { parts: 1, units: 24, room: 160 } }]);
    assert.deepEqual(partsText('a'.repeat(161), 'Auto'), [
      { key: 'parts', values: { parts: 2, units: 161, room: 306 } },
    ]);
    assert.deepEqual(partsText('я'.repeat(71), 'Auto')[0]?.values, { parts: 2, units: 71, room: 134 });
  });

  it('names characters that make it longer, or get lost, and no more than ten', () => {
    assert.deepEqual(
      [keys('’', 'Auto'), keys('’', 'GSM'), keys('’', 'Unicode')],
      [['part', 'longer'], ['part', 'lost'], ['part']],
    );
    const [, named] = partsText('абвгдежзийклмн', 'GSM');
    assert.equal(named?.values['characters'], 'а б в г д е ж з и й');
  });
});
