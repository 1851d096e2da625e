import assert from 'node:assert/strict';
import { readJobId } from '../../../../src/providers/etherfax/codec/job-id';

describe('readJobId', () => {
  const id = 'FC00fc44-9f52-4319-82c3-a4c4ec490f0c';

  it('keeps the id as it came, and a key in lower case', () => {
    assert.deepEqual(readJobId(id), { wire: id, key: id.toLowerCase() });
  });

  it('ignores white space and braces', () => {
    for (const value of [` ${id}\n`, `{${id}}`]) assert.equal(readJobId(value)?.wire, id);
  });

  it('takes nothing else', () => {
    const zeros = '00000000-0000-0000-0000-000000000000';
    for (const value of [zeros, '', id.slice(1), `${id}&a=list`, '../../x', null, 7, [id]]) {
      assert.equal(readJobId(value), undefined);
    }
  });
});
