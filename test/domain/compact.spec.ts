import assert from 'node:assert/strict';
import { compact } from '../../src/domain/compact';

interface Call {
  id: string;
  state: 'dialing' | 'talking';
  pages?: number;
  seconds?: number;
  agreed?: { speed?: number };
}

const unknown = undefined as number | undefined;

describe('compact', () => {
  it('leaves out what is undefined, and nothing else', () => {
    const call: Call = compact({ id: '', state: 'dialing', pages: 0, seconds: unknown, agreed: {} });

    assert.deepEqual(call, { id: '', state: 'dialing', pages: 0, agreed: {} });
    assert.deepEqual(compact<{ a?: null; b?: false }>({ a: null, b: false }), { a: null, b: false });
  });

  it('does not look into nested objects, unless they are compact themselves', () => {
    const call: Call = compact({ id: 'c', state: 'talking', agreed: compact({ speed: unknown }) });

    assert.deepEqual(call, { id: 'c', state: 'talking', agreed: {} });
  });

  it('does not touch what it is given', () => {
    const given = { id: 'c', state: 'talking' as const, pages: unknown };
    compact<Call>(given);

    assert.ok('pages' in given);
  });

  it('does not compile with a field that its target lacks or has with another type, nor without one that must be there', () => {
    // @ts-expect-error: `page` is no field of a call
    const misspelt: Call = compact({ id: 'c', state: 'talking', page: 1 });
    // @ts-expect-error: no such state
    const stateless: Call = compact({ id: 'c', state: 'silent' });
    // @ts-expect-error: `id` may not be undefined
    const nameless: Call = compact({ id: undefined, state: 'talking' });
    // @ts-expect-error: what is to come out must be known
    const aimless = compact({ id: 'c' });

    assert.equal([misspelt, stateless, nameless, aimless].length, 4);
  });

  it('does not compile without a field that its target always has, even if only as undefined', () => {
    // @ts-expect-error: `told` is there, known or not
    const telling: { told: string | undefined } = compact({ told: undefined });

    assert.ok(telling);
  });

  it('keeps the fields of a kind to that kind', () => {
    type Event = { kind: 'fax'; pages?: number } | { kind: 'sms'; parts?: number };
    const fax: Event = compact({ kind: 'fax', pages: 2 });
    // @ts-expect-error: a fax has no parts
    const mixed: Event = compact({ kind: 'fax', parts: 2 });

    assert.deepEqual([fax.kind, mixed.kind], ['fax', 'fax']);
  });
});
