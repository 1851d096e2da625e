import assert from 'node:assert/strict';
import { readStoredEvent } from '../../src/store/events/read-event';
import { newEvent } from '../../src/store/events/event-steps';
import { newEvent as arrived } from '../contract/store';

const whole = newEvent(arrived('a'), 1);
const store = {
  damaged(what: string): never {
    throw new Error(what);
  },
};
const read = (text: string) => readStoredEvent(text, store);
const changed = (more: object) => JSON.stringify({ ...whole, ...more });

describe('a row that is read back', () => {
  it('is what was written', () => {
    assert.deepEqual(read(JSON.stringify(whole)), whole);
  });

  it('of an earlier version, without a count that came later, has none yet', () => {
    const { crashes, fetchFailures, ...older } = whole;
    assert.deepEqual(read(JSON.stringify(older)), { ...older, crashes: 0, fetchFailures: 0 });
    assert.deepEqual([crashes, fetchFailures], [0, 0]);
  });

  const refused: [what: string, text: string][] = [
    ['a state that only a later version knows', changed({ state: 'sorted' })],
    ['a kind that only a later version knows', changed({ kind: 'mms.received' })],
    ['no payload', changed({ payload: undefined })],
    ['a list for a payload', changed({ payload: [] })],
    ['a text for a number', changed({ seq: '1' })],
    ['a number for a text', changed({ providerId: 7 })],
    ['null for a number', changed({ storedAt: null })],
    ['a text for a time that may be absent', changed({ leaseUntil: 'soon' })],
    ['a number for a count', changed({ attempt: 'once' })],
    ['its end cut off', changed({}).slice(0, -2)],
    ['nothing in it', ''],
    ['no object at all', '"row"'],
  ];
  for (const [what, text] of refused) {
    it(`with ${what} is refused in words, without what it holds`, () => {
      assert.throws(() => read(text), { message: 'an event is not as this version writes it' });
    });
  }
});
