import assert from 'node:assert/strict';
import { EVENT_KINDS } from '../../src/domain/events';
import { isWantedBy, readWants, joinedWants, type Want, type WhatIsWanted } from '../../src/inbox/wants';

const NUMBERS = ['', '+442079460018', '+442079460019', '+4989123456', '1234567'];
const EVENTS: WhatIsWanted[] = EVENT_KINDS.flatMap((kind) => [{ kind }, ...NUMBERS.map((to) => ({ kind, to }))]);

const NODES: Want[] = [
  { kinds: [] },
  { kinds: ['fax.received'] },
  { kinds: ['fax.received'], numbers: { filter: '', country: '' } },
  { kinds: ['fax.received'], numbers: { filter: '020 7946 0018', country: '44' } },
  { kinds: ['sms.received', 'sms.status', 'sms.optout'], numbers: { filter: '+4989*, +442079460019', country: '49' } },
  { kinds: ['fax.status'] },
  { kinds: [...EVENT_KINDS], numbers: { filter: '*', country: '' } },
];

function wanted(wants: readonly Want[]): WhatIsWanted[] {
  return EVENTS.filter((event) => wants.some((want) => isWantedBy(want, event)));
}

describe('what nodes want', () => {
  it('is the same for other instances as for this one, whatever the nodes', () => {
    for (let chosen = 0; chosen < 2 ** NODES.length; chosen += 1) {
      const here = NODES.filter((_, at) => (chosen >> at) & 1);
      const told: unknown = JSON.parse(JSON.stringify(joinedWants(here)));
      assert.deepEqual(wanted(readWants(told)), wanted(here));
    }
  });

  it('is told the same whatever the order of the nodes, and without those that want nothing', () => {
    assert.deepEqual(joinedWants([...NODES, ...NODES].reverse()), joinedWants(NODES));
    assert.deepEqual(joinedWants([{ kinds: [] }]), []);
  });

  it('asks for the own number of what was received only', () => {
    const want: Want = { kinds: ['sms.received', 'sms.status'], numbers: { filter: '+4989123456', country: '' } };
    assert(isWantedBy(want, { kind: 'sms.received', to: '+4989123456' }));
    assert(!isWantedBy(want, { kind: 'sms.received', to: '+4989123457' }));
    assert(isWantedBy(want, { kind: 'sms.status' }));
  });

  for (const [what, told] of [
    ['no list', { everything: true }],
    ['a text', 'all'],
    ['an entry of another shape', [{ sorts: ['fax'] }]],
    ['kinds of another shape', [{ kinds: 'fax.received' }]],
    ['an entry that is none', [null]],
  ] as const) {
    it(`counts as wanted where another version tells ${what}`, () => {
      assert.deepEqual(wanted(readWants(told)), EVENTS);
    });
  }

  it('is read as more, never as less, when another version says more about it', () => {
    const told = [{ kinds: ['fax.received', 'voice.received'], numbers: ['+4989123456'], text: 'alarm' }];
    assert.deepEqual(
      wanted(readWants(told)),
      EVENTS.filter(({ kind }) => kind === 'fax.received'),
    );
  });
});
