import assert from 'node:assert/strict';
import { checkFields, isCount, isString } from '../../src/simulator/check-fields';
import { isFault } from '../../src/simulator/faults';
import { defaultsOf, parseChoices } from '../../src/simulator/wire-choices';

describe('what comes to a simulator as JSON', () => {
  const checks = { name: isString, count: isCount };

  it('is an object of known fields, each of its kind', () => {
    assert.deepEqual(checkFields({ name: 'x', count: 0 }, checks), { name: 'x', count: 0 });
    assert.deepEqual(checkFields({}, checks), {});
    const inherited = JSON.parse('{"__proto__":{}}') as unknown;
    for (const value of [null, 7, [], { name: 7 }, { count: -1 }, { other: 'x' }, { toString: 'x' }, inherited]) {
      assert.equal(checkFields(value, checks), undefined, JSON.stringify(value));
    }
  });

  it('is a fault only with exactly one effect', () => {
    const shape = { actions: ['list'], effects: checks };
    assert.ok(isFault({ name: 'x', action: 'list', times: 2 }, shape));
    for (const value of [{}, { times: 2 }, { name: 'x', count: 1 }, { name: 'x', action: 'other' }, undefined]) {
      assert.ok(!isFault(value, shape), JSON.stringify(value));
    }
  });

  it('chooses among known ways, of which the first is the default', () => {
    const choices = { dates: ['long', 'short'], strict: [false, true] } as const;
    assert.deepEqual(defaultsOf(choices), { dates: 'long', strict: false });
    assert.deepEqual(parseChoices(choices, { strict: true }), { strict: true });
    assert.equal(parseChoices(choices, { strict: 'true' }), undefined);
  });
});
