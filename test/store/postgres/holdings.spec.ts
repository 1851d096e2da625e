import assert from 'node:assert/strict';
import { Holdings } from '../../../src/store/postgres/holdings';

describe('the accounts that a process seeks', () => {
  it('are reported as changed if they were lost and regained before anybody could be called', () => {
    let revivals = 0;
    const holdings = new Holdings({
      isHeld: () => true,
      holderOf: () => 'a',
      revivals: () => revivals,
      changed: () => Promise.resolve(),
    });
    const told: string[] = [];
    holdings.seek('etherfax:1', () => told.push('changed'));
    const tell = (): void => holdings.changes.forEach((change) => change());
    tell();
    assert.deepEqual(told, []);
    revivals += 1;
    tell();
    tell();
    assert.deepEqual(told, ['changed']);
  });
});
