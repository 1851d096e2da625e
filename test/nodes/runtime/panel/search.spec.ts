import assert from 'node:assert/strict';
import type { Found } from '../../../../nodes/runtime/panel/item';
import { searchFor } from '../../../../nodes/runtime/panel/search';

const found = (numbers: string[], reference?: string): Found => ({
  item: {
    ...{ id: 'x', type: 'job', kind: 'fax', direction: 'out', state: 'queued', at: '', actions: [] },
    ...{ hasDocument: false, path: '', logId: 'a1b2c3d4e5f6', ...(reference !== undefined && { reference }) },
  },
  numbers,
});

describe('a search for items', () => {
  const fits = (text: string, numbers: string[], { reference = '', whole = true } = {}): boolean =>
    searchFor(text, { whole })(found(numbers, reference));

  it('finds a reference by a part of it, in any case', () => {
    for (const text of ['ORDER', 'der 7', ' order 77 ', '77'])
      assert.ok(fits(text, [], { reference: 'Order 77' }), text);
    assert.ok(!fits('order 78', [], { reference: 'Order 77' }));
    assert.ok(fits('ÄRZTE', [], { reference: 'Ärztehaus' }));
  });

  it('finds a number by some of its digits, in any notation, also in national form', () => {
    for (const text of ['0018', '018', '+44 20 7946 0018', '020 7946-0018', '(020) 79460018', '946']) {
      assert.ok(fits(text, ['+442079460018']), text);
    }
    for (const text of ['18', '0019', '1800', '+', '...', '0', '00']) assert.ok(!fits(text, ['+442079460018']), text);
    assert.ok(fits('0000', ['+49300000']));
    assert.ok(!fits('123', ['Dr Who 123']));
  });

  it('reveals only the last four digits of a number to users who may only read', () => {
    const reader = { whole: false };
    for (const text of ['0018', '99999990018', '018']) assert.ok(fits(text, ['+442079460018'], reader), text);
    for (const text of ['7946', '442', '20794600']) assert.ok(!fits(text, ['+442079460018'], reader), text);
  });

  it('finds an item by what the log, or a flow, calls it', () => {
    for (const text of ['a1b2c3d4e5f6', 'A1B2', 'a1b']) assert.ok(fits(text, []), text);
    const ofFlow = searchFor('JOB-123456', { whole: true });
    const { item, numbers } = found([]);
    const keyed = (id: string): Found => ({ item: { ...item, id }, numbers });
    assert.ok(ofFlow(keyed('etherfax:+442079460018:fax.received:job-1234567')));
    assert.ok(!searchFor('442079460018', { whole: true })(keyed('etherfax:+442079460018:fax.received:job-1234567')));
    for (const text of ['a1', 'b2c3', 'a1b2c3d4e5f60']) assert.ok(!fits(text, []), text);
  });
});
