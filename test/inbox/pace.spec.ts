import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Pace } from '../../src/inbox/pace';

describe('the pace of offers', () => {
  it('puts one redelivery after every nine new ones', () => {
    const mixed = new Pace().interleave(Array<string>(20).fill('new'), Array<string>(3).fill('again'));
    const places = mixed.flatMap((one, index) => (one === 'again' ? [index] : []));
    assert.deepEqual(places, [9, 19, 22]);
  });

  it('loses none and keeps the order of each', () => {
    fc.assert(
      fc.property(fc.array(fc.nat()), fc.array(fc.nat()), (fresh, again) => {
        const mixed = new Pace().interleave(
          fresh.map((of) => ({ of })),
          again.map((of) => ({ of, is: 'again' })),
        );
        assert.deepEqual(
          mixed.flatMap((one) => ('is' in one ? [] : [one.of])),
          fresh,
        );
        assert.deepEqual(
          mixed.flatMap((one) => ('is' in one ? [one.of] : [])),
          again,
        );
      }),
    );
  });

  it('owes nothing while nothing is waiting', () => {
    const pace = new Pace();
    pace.count({ fresh: 58, again: 0, isLeft: false });
    assert.equal(pace.owed, 0);
  });

  it('owes one for every nine new ones that went while a redelivery found no room', () => {
    const pace = new Pace();
    for (let i = 0; i < 8; i += 1) pace.count({ fresh: 1, again: 0, isLeft: true });
    assert.equal(pace.owed, 0);
    pace.count({ fresh: 1, again: 0, isLeft: true });
    assert.equal(pace.owed, 1);
    pace.count({ fresh: 0, again: 1, isLeft: true });
    assert.equal(pace.owed, 0);
  });

  it('never owes more than a turn’s share', () => {
    const pace = new Pace();
    for (let i = 0; i < 100; i += 1) pace.count({ fresh: 58, again: 0, isLeft: true });
    assert.equal(pace.owed, 6);
    assert.equal(pace.rest(6 + Pace.NEW_A_TURN), 0);
  });
});
