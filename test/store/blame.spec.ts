import assert from 'node:assert/strict';
import fc from 'fast-check';
import { blame, type Blame } from '../../src/store/blame';
import type { RowFields, Suspect } from '../../src/store/event-row';

const row = (seq: number, more: Partial<RowFields> = {}): RowFields => ({
  ...{ key: `k${seq}`, scope: 'etherfax:1', seq, providerId: `p${seq}` },
  ...{ storedAt: 0, size: 0, expired: 0, fetchFailures: 0, connection: 'c', source: 'push', raw: {}, hashes: {} },
  ...{ conflicts: 0, attempt: 1, crashes: 0 },
  ...more,
});
const facts = { suspectAfter: 3, waiting: undefined };
const suspectOf = (blamed: Blame | undefined): Suspect | undefined =>
  blamed === undefined || blamed === 'dead' ? undefined : blamed.suspect;

describe('who is blamed for a crash', () => {
  it('is nobody the first two times', () => {
    assert.deepEqual(
      [...blame([row(1), row(2, { crashes: 1 })], facts)],
      [
        ['k1', { crashes: 1 }],
        ['k2', { crashes: 2 }],
      ],
    );
  });

  it('is every event that was there three times, in two halves: the newer goes first', () => {
    const rows = [5, 3, 1, 4, 2].map((seq) => row(seq, { crashes: 2 }));
    const blamed = blame([...rows, row(6)], facts);
    assert.deepEqual(blamed.get('k6'), { crashes: 1 });
    const groups = [1, 2, 3, 4, 5].map((seq) => suspectOf(blamed.get(`k${seq}`))?.group ?? 0);
    assert.equal(new Set(groups.slice(0, 2)).size, 1);
    assert.equal(new Set(groups.slice(2)).size, 1);
    assert((groups[2] ?? 0) < (groups[0] ?? 0));
  });

  it('is not an event that has been in the flow for long', () => {
    assert.deepEqual(blame([row(1, { crashes: 2, survived: true })], facts).get('k1'), { crashes: 0 });
  });

  it('is the only suspect the second time, and not the first, whatever else was there', () => {
    const suspect = (alone: number): RowFields => row(1, { crashes: 5, suspect: { group: 90, alone } });
    const first = blame([suspect(0), row(2)], { ...facts, waiting: 95 });
    assert.deepEqual(first.get('k1'), { crashes: 6, suspect: { group: 89, alone: 1 } });
    assert.equal(blame([suspect(1), row(2)], facts).get('k1'), 'dead');
  });

  it('is one of two suspects: each goes alone', () => {
    const blamed = blame(
      [1, 2].map((seq) => row(seq, { crashes: 5, suspect: { group: 90, alone: 1 } })),
      facts,
    );
    assert.deepEqual(suspectOf(blamed.get('k2')), { group: 88, alone: 0 });
    assert.deepEqual(suspectOf(blamed.get('k1')), { group: 89, alone: 0 });
  });

  it('are the halves of what was there, before every group that waits, each event in exactly one', () => {
    const rows = fc.array(fc.tuple(fc.boolean(), fc.nat(4), fc.boolean()), { maxLength: 40 });
    fc.assert(
      fc.property(rows, fc.option(fc.integer({ min: 50, max: 99 }), { nil: undefined }), (made, waiting) => {
        const inFlow = made.map(([isSuspect, crashes, hasSurvived], seq) =>
          row(seq, {
            crashes,
            ...(isSuspect ? { suspect: { group: 100, alone: 0 } } : hasSurvived && { survived: true as const }),
          }),
        );
        const blamed = blame(inFlow, { ...facts, waiting });
        assert.deepEqual([...blamed.keys()].sort(), inFlow.map(({ key }) => key).sort());
        // Where none waits and none was tested, there is nothing to be ahead of.
        const behind = waiting ?? (inFlow.some(({ suspect }) => suspect) ? 100 : Infinity);
        const sizes = new Map<number, number>();
        for (const { key } of inFlow) {
          const group = suspectOf(blamed.get(key))?.group;
          if (group === undefined) continue;
          sizes.set(group, (sizes.get(group) ?? 0) + 1);
          assert(group < behind);
        }
        const tested = inFlow.filter(({ suspect }) => suspect).length;
        const accused = inFlow.filter((one) => !one.suspect && !one.survived && one.crashes >= 2).length;
        const half = Math.max(Math.ceil(tested / 2), Math.ceil(accused / 2), 0);
        for (const size of sizes.values()) assert(size <= half);
      }),
    );
  });
});
