import assert from 'node:assert/strict';
import { staysOpen, type EventKind } from '../../src/domain/events';
import { faxStateRank, type FaxState } from '../../src/domain/fax';

describe('states and kinds', () => {
  it('rank in order of progress, every final one above all that are under way', () => {
    const underWay: FaxState[] = ['queued', 'accepted', 'dialing', 'negotiating', 'transferring'];
    const ranks = underWay.map(faxStateRank);
    assert.deepEqual(
      ranks,
      [...ranks].sort((a, b) => a - b),
    );
    assert.equal(new Set(ranks).size, ranks.length);
    for (const final of ['succeeded', 'failed', 'cancelled', 'unknown'] as const) {
      assert(faxStateRank(final) > Math.max(...ranks), final);
    }
    assert(faxStateRank('succeeded') > faxStateRank('unknown'), 'evidence ends what nobody knew');
  });

  it('stay open until marked only where something was received', () => {
    const open: Record<EventKind, boolean> = {
      'fax.received': true,
      'sms.received': true,
      'fax.status': false,
      'sms.status': false,
      'sms.optout': false,
      'sms.subscription': false,
      unknown: false,
    };
    for (const [kind, expected] of Object.entries(open)) assert.equal(staysOpen(kind as EventKind), expected, kind);
  });
});
