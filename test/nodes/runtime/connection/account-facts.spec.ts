import assert from 'node:assert/strict';
import { accountFacts } from '../../../../nodes/runtime/connection/account-facts';
import type { Store } from '../../../../src/store/store';
import { MemoryFacts } from '../../../support/memory-facts';

describe('the facts of an account', () => {
  const store = new MemoryFacts();
  const of = (provider: string, account: string) => accountFacts(store as unknown as Store, { provider, account });

  it('are those of whichever connection has the account, however it is written', async () => {
    await of('aculab', '1-2-0-A').remember('call', 1);
    assert.equal(await of('aculab', '1-2-0-a').recall('call'), 1);
  });

  it('are no other account’s, nor another provider’s', async () => {
    const facts = of('aculab', 'a');
    assert.equal(await facts.rememberIf({ name: 'row', is: undefined }, { row: 1, 'head:1': 2 }), true);
    assert.equal(await facts.rememberIf({ name: 'row', is: undefined }, { row: 3 }), false);
    assert.deepEqual(await facts.recallAll('head:'), new Map([['1', 2]]));
    for (const other of [of('aculab', 'b'), of('esendex', 'a')]) {
      assert.equal(await other.recall('row'), undefined);
      assert.deepEqual(await other.recallAll(''), new Map());
    }
  });
});
