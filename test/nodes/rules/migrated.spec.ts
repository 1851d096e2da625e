import assert from 'node:assert/strict';
import { DEFAULTS, withDefaults, type NodeType } from '../../../nodes/rules/defaults';
import { presentVersion } from '../../../nodes/rules/migrated';

/** As version 1 of each node was saved by its editor. */
const RECEIVE_1 = { version: 1, name: '', connection: 'line-1', number: '', complete: 'manual', output: 'record' };
const SEND_1 = {
  ...{ version: 1, name: '', connection: 'line-1', to: 'to', toType: 'msg', document: 'payload', documentType: 'msg' },
  ...{ from: '', fromType: 'str', header: '', headerType: 'str', stationId: '', stationIdType: 'str', timezone: '' },
  ...{ reference: 'reference', referenceType: 'msg', attempts: 3, quality: 'fine', cover: 'cover', coverType: 'msg' },
  ...{ greys: 'text', giveUpMinutes: 1440 },
};

describe('a node that an earlier version saved', () => {
  for (const type of Object.keys(DEFAULTS) as NodeType[]) {
    it(`${type}: comes to the version that a new one has, and one of today or later stays as it is`, () => {
      assert.equal(presentVersion(type), DEFAULTS[type].version);
      assert.equal(withDefaults(type, { id: 'n', type }).version, presentVersion(type));
      for (const version of [presentVersion(type), String(presentVersion(type)), presentVersion(type) + 1]) {
        const saved = { id: 'n', type, version };
        assert.equal(withDefaults(type, saved).version, version);
      }
    });
  }

  it('fax-receive-in: goes on giving the record, and the fax as it came; a new one gives a PDF', () => {
    const made = (more: object): object => {
      const { output, format, version } = withDefaults('fax-receive-in', { id: 'n', type: 'fax-receive-in', ...more });
      return { output, format, version };
    };
    const before = { output: 'record', format: 'original', version: 2 };
    for (const version of [1, '1', null, undefined, 'x']) assert.deepEqual(made({ version }), before, String(version));
    assert.deepEqual(made(RECEIVE_1), before);
    assert.deepEqual(made({ ...RECEIVE_1, output: 'file', format: 'png' }), {
      ...before,
      output: 'file',
      format: 'png',
    });
    assert.deepEqual(made({ version: 2 }), { output: 'document', format: 'pdf', version: 2 });
    assert.deepEqual(made({ version: '2', output: 'record' }), { output: 'record', format: 'pdf', version: '2' });
  });

  it('fax-send: has the report that a tick chose', () => {
    const report = (more: object): unknown =>
      withDefaults('fax-send', { id: 'n', type: 'fax-send', ...SEND_1, ...more }).report;
    assert.deepEqual([report({ report: true }), report({ report: 'true' })], ['plain', 'plain']);
    assert.deepEqual([report({ report: false }), report({ report: 'false' }), report({})], ['none', 'none', 'none']);
    assert.equal(report({ report: 'picture' }), 'picture');
    const { report: _, version, ...rest } = withDefaults('fax-send', { id: 'n', type: 'fax-send', ...SEND_1 });
    const { version: _v, ...saved } = SEND_1;
    assert.deepEqual([rest, version], [{ id: 'n', type: 'fax-send', ...saved, outputs: 2 }, 2]);
  });
});
