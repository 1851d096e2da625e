import assert from 'node:assert/strict';
import { eventItem } from '../../../../nodes/runtime/panel/event-item';
import { idInPath, itemPath } from '../../../../nodes/runtime/panel/item';
import { jobItem } from '../../../../nodes/runtime/panel/job-item';
import type { ConnectionState } from '../../../../src/connection/connection-state';
import type { KindAndPayload } from '../../../../src/domain/events';
import type { SmsJob } from '../../../../src/domain/job';
import { newJob } from '../../../../src/outbox/new-job';
import type { OpenRow, OpenState, RowFields } from '../../../../src/store/event-row';
import { FakeClock } from '../../../support/fake-clock';
import { SCOPE } from '../../../support/inbox';
import { request, sms, smsOrder } from '../../../outbox/jobs';

const clock = new FakeClock();
const NOW = clock.now();
const IN_AN_HOUR = NOW + 3_600_000;

const fax: KindAndPayload = {
  kind: 'fax.received',
  payload: { id: 'p', providerId: 'p', from: '+15551230042', to: 'Office', pages: 3 },
};

const row = (more: Partial<RowFields & { state: OpenState }>, told: KindAndPayload = fax): OpenRow => ({
  ...{ key: 'k', scope: SCOPE, state: 'offered', seq: 1, providerId: 'p', storedAt: NOW, size: 9 },
  ...{ expired: 0, fetchFailures: 0, connection: 'c', source: 'poll', raw: {}, hashes: {}, conflicts: 0, attempt: 1 },
  crashes: 0,
  ...told,
  ...more,
});

describe('what the panel says of an event', () => {
  const of = (...how: Parameters<typeof row>) =>
    eventItem(row(...how), { clock, isShared: false, maxAttempts: 2 }).item;
  const at = new Date(clock.wallAt(IN_AN_HOUR)).toISOString();

  const cases: [string, Parameters<typeof row>[0], object][] = [
    ['in the flow', { leaseUntil: IN_AN_HOUR }, { next: { what: 'offer', at }, actions: ['complete'] }],
    ['in its last lease', { leaseUntil: IN_AN_HOUR, expired: 1 }, { next: { what: 'dead', at }, reason: 'lease-over' }],
    ['without a lease', {}, { next: { what: 'restart' } }],
    ['cut short', { state: 'redeliver', dueAt: IN_AN_HOUR }, { next: { what: 'offer', at }, reason: 'cut-short' }],
    ['suspect', { state: 'redeliver', suspect: { group: 1, alone: 0 } }, { reason: 'suspect' }],
    ['new', { state: 'new' }, { next: { what: 'offer' }, actions: ['complete'] }],
    [
      'waiting for its document',
      { state: 'fetching', fetchFailures: 2 },
      { reason: 'fetch-failed', next: { what: 'fetch' } },
    ],
    ['wanted by no node', { state: 'parked' }, { next: { what: 'node' }, actions: ['offer', 'complete'] }],
    ['dead', { state: 'dead' }, { reason: 'leases', next: { what: 'decide' }, actions: ['offer', 'complete'] }],
    ['dead by crashes', { state: 'dead', deadBy: 'crashes' }, { reason: 'crashes' }],
    ['skipped', { state: 'skipped' }, { reason: 'old', actions: ['offer', 'complete'] }],
  ];
  for (const [what, more, expected] of cases) {
    it(`that is ${what}`, () => assert.deepEqual({ ...of(more), ...expected }, of(more)));
  }

  it('by digits only where it is a number, and by what it tells of', () => {
    const { from4, to4, about, kind, direction } = of({});
    assert.deepEqual([from4, to4, about, kind, direction], ['0042', undefined, undefined, 'fax', 'in']);
    const status = of({}, { kind: 'sms.status', payload: { id: 'x', state: 'sent', final: false, retryable: false } });
    assert.deepEqual([status.about, status.kind, status.direction], ['status', 'sms', 'out']);
    const unknown = of({}, { kind: 'unknown', payload: { from: 7, to: ['+1'], pages: 'many', direction: '<b>' } });
    assert.deepEqual([unknown.kind, unknown.about, unknown.pages, unknown.from4], ['unknown', undefined, undefined, undefined]); // prettier-ignore
  });
});

describe('what the panel says of a job', () => {
  const polling: ConnectionState = { state: 'polling' };
  const of = (more: Partial<SmsJob>, state: ConnectionState = polling, canStop = true) => {
    const job = sms(newJob(request({ order: smsOrder() }), { scope: SCOPE, connection: 'c', clock }));
    return jobItem({ ...job, ...more }, { clock, state, canStop: () => canStop }).item;
  };

  it('by its next step, and what can be done', () => {
    assert.deepEqual(of({}).next, { what: 'send' });
    assert.deepEqual(of({ dueAt: IN_AN_HOUR }).next, { what: 'send', at: new Date(clock.wallAt(IN_AN_HOUR)).toISOString() }); // prettier-ignore
    const held: ConnectionState = { state: 'held', reason: 'held-auth', retryAt: NOW };
    assert.deepEqual(of({}, held).next, { what: 'held', at: new Date(NOW).toISOString() });
    assert.deepEqual([of({ state: 'sending' }).next?.what, of({ state: 'sending' }).actions], ['outcome', []]);
    assert.deepEqual([of({ state: 'accepted' }).actions, of({ state: 'accepted' }, polling, false).actions], [['cancel'], []]); // prettier-ignore
    const unknown = of({ state: 'unknown' });
    assert.deepEqual([unknown.next?.what, unknown.actions], ['decide', ['resend', 'sent', 'drop']]);
    assert.equal(JSON.stringify(of({})).includes(smsOrder().text), false);
  });
});

describe('where an item is found', () => {
  it('is a path without a slash, or anything that is to be encoded, of the id', () => {
    for (const id of ['aculab:c:fax.received:/rest/in/7.tif', 'etherfax:+44 20:fax.received:ä%2F~?#&', '~', '']) {
      const [type, part = '', ...more] = itemPath({ type: 'event', id }).split('/');
      assert.deepEqual([type, more], ['event', []]);
      assert.equal(encodeURIComponent(part), part);
      assert.equal(idInPath(part), id);
    }
  });

  it('is taken as a plain id as well, and never as an error', () => {
    for (const part of ['etherfax:e:fax.received:1', '']) assert.equal(idInPath(part), part);
    for (const part of ['~%', '~***', '~AA==', '~\u0000']) assert.equal(typeof idInPath(part), 'string');
  });
});
