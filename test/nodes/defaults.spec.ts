import assert from 'node:assert/strict';
import { DEFAULTS, withDefaults, type NodeType } from '../../nodes/runtime/defaults';
import { editorDefinition } from '../support/editor-definitions';

describe('the defaults of', () => {
  for (const type of Object.keys(DEFAULTS) as NodeType[]) {
    it(`${type} are the same in its dialog and at run time, for every property`, () => {
      const { defaults } = editorDefinition(type);
      const shown = Object.fromEntries(Object.entries(defaults).map(([name, { value }]) => [name, value]));
      assert.deepEqual({ ...DEFAULTS[type] }, shown);
    });

    it(`${type} take the place of what is missing, and of nothing else`, () => {
      const bare = { id: 'n', type };
      const { output: _, format: _f, ...filled } = withDefaults(type, { ...bare, version: null });
      const { output: __, format: __f, ...expected } = { ...bare, ...DEFAULTS[type], output: '', format: '' };
      assert.deepEqual(filled, expected);
      for (const [name, value] of Object.entries(DEFAULTS[type])) {
        for (const given of [typeof value === 'boolean' ? !value : '', 0, 'other']) {
          assert.equal(withDefaults(type, { ...bare, [name]: given })[name], given);
        }
      }
    });
  }

  it('fax-receive-in give a saved flow the fax as it came, and a new node a PDF', () => {
    const format = (more: object): unknown =>
      withDefaults('fax-receive-in', { id: 'n', type: 'fax-receive-in', ...more }).format;
    assert.deepEqual([format({}), format({ version: 1 })], ['original', 'original']);
    assert.deepEqual([format({ version: 2 }), format({ version: 1, format: 'png' })], ['pdf', 'png']);
    assert.equal(format({ version: 2, format: 'original' }), 'original');
  });

  it('fax-receive-in give a saved flow of before the record, and a new node the document', () => {
    const output = (more: object): unknown =>
      withDefaults('fax-receive-in', { id: 'n', type: 'fax-receive-in', ...more }).output;
    assert.deepEqual([output({}), output({ version: 1 }), output({ version: '1' })], ['record', 'record', 'record']);
    assert.deepEqual([output({ version: 2 }), output({ version: '2' })], ['document', 'document']);
    assert.deepEqual(
      [output({ version: 1, output: 'file' }), output({ version: 2, output: 'record' })],
      ['file', 'record'],
    );
  });
});
