import assert from 'node:assert/strict';
import { isConfig } from '../../../../nodes/editor-kit/dialog';
import { CHOICES } from '../../../../nodes/rules/choices';
import { unknownChoices } from '../../../../nodes/runtime/settings/node-config';
import { DEFAULTS, type NodeType } from '../../../../nodes/rules/defaults';
import { connectionNode, NodeRedRig, tab } from '../../../support/node-red';

const TYPES = Object.keys(CHOICES) as NodeType[];

describe('what the lists of a dialog offer', () => {
  for (const type of TYPES) {
    it(`${type}: has the defaults`, () => {
      assert.deepEqual(unknownChoices(type, { id: 'n', type, ...DEFAULTS[type] }), []);
    });
  }

  it('do not include the value of a former checkbox, another case, or nothing', () => {
    const config = { id: 'n', type: 'fax-send', ...DEFAULTS['fax-send'], report: true, greys: 'Photo', quality: '' };
    assert.deepEqual(unknownChoices('fax-send', config), ['quality', 'greys', 'report']);
  });

  it('is asked for where a node holds something else, naming the field', async () => {
    const rig = await NodeRedRig.start();
    try {
      const wrong = {
        quality: 'best',
        complete: true,
        direction: 'all',
        characterset: 'UCS-2',
        then: '',
        format: 'tiff',
      };
      const nodes = TYPES.filter((type) => !isConfig(type)).map((type) => ({
        ...{ id: type, type, connection: type === 'mark-received' ? '' : 'line-1', wires: [] },
        ...Object.fromEntries(Object.entries(wrong).filter(([name]) => name in CHOICES[type])),
      }));
      await rig.load(tab(...nodes, connectionNode('line-1', { simulator: true, provider: 'aculab' })));
      const asked = rig.log.filter((line) => line.includes('not one of the choices'));
      for (const property of ['quality', 'complete', 'direction', 'characterset', 'then', 'format']) {
        assert(
          asked.some((line) => line.includes(`.label.${property}`)),
          asked.join('\n'),
        );
      }
      assert.equal(asked.length, 7);
    } finally {
      await rig.stop();
    }
  });
});
