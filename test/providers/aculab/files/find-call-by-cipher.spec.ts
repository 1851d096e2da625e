import assert from 'node:assert/strict';
import type { CallRow } from '../../../../src/providers/aculab/call/call-row';
import { createFactsCallStore } from '../../../../src/providers/aculab/call/call-store';
import { encryptFax, freshCipher } from '../../../../src/providers/aculab/wire/fax-cipher';
import { findCallByCipher } from '../../../../src/providers/aculab/files/fetch-received-fax';
import { MemoryFacts } from '../../../support/memory-facts';

const TIFF = Buffer.from('MM\0* and the rest of a fax');

describe('the call whose key fits a stored fax', () => {
  const cipher = freshCipher();
  const block = encryptFax(TIFF, cipher).subarray(0, 16);

  async function found(...rows: Partial<CallRow>[]): Promise<{ id: string | undefined; looks: number }> {
    const store = createFactsCallStore(new MemoryFacts());
    for (const [index, more] of rows.entries()) {
      const row: CallRow = {
        ...{ id: `a.${index}`, epoch: 0, direction: 'in', token: 't', from: '', to: '', state: 'accepted' },
        ...{ isFaxing: true, startedAt: index, movedAt: 0, answers: {}, cipher: freshCipher(), ...more },
      };
      assert(await store.put(row, undefined));
    }
    let looks = 0;
    const get = (id: string): Promise<CallRow | undefined> => {
      looks += 1;
      return store.get(id);
    };
    return { id: (await findCallByCipher(block, { ...store, get }))?.id, looks };
  }

  it('is an inbound one that has no file yet', async () => {
    assert.equal((await found({}, { cipher }, {})).id, 'a.1');
    for (const more of [{ direction: 'out' }, { file: '/a.tif', fileAt: 0 }] as const) {
      assert.deepEqual(await found({ cipher, ...more }), { id: undefined, looks: 0 });
    }
    assert.equal((await found({}, {})).id, undefined);
  });

  it('is looked for among the newest only', async () => {
    const calls = (others: number) => [{ cipher }, ...Array.from({ length: others }, () => ({}))];
    assert.deepEqual(await found(...calls(999)), { id: 'a.0', looks: 1_000 });
    assert.deepEqual(await found(...calls(1_000)), { id: undefined, looks: 1_000 });
  });
});
