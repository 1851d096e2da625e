import assert from 'node:assert/strict';
import { DEFAULTS, withDefaults, type NodeType } from '../../../nodes/rules/defaults';

describe('the defaults of', () => {
  for (const type of Object.keys(DEFAULTS) as NodeType[]) {
    it(`${type} take the place of what is missing, and of nothing else`, () => {
      const bare = { id: 'n', type };
      const { version } = DEFAULTS[type];
      assert.deepEqual(withDefaults(type, { ...bare, version }), { ...bare, ...DEFAULTS[type] });
      for (const [name, value] of Object.entries(DEFAULTS[type])) {
        if (name === 'version') continue;
        for (const given of [typeof value === 'boolean' ? !value : '', 0, 'other']) {
          assert.equal(withDefaults(type, { ...bare, version, [name]: given })[name], given);
        }
      }
    });
  }
});
