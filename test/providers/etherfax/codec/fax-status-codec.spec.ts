import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { EventOf } from '../../../../src/domain/events';
import { decodeFaxStatus } from '../../../../src/providers/etherfax/codec/fax-status-codec';

const JOB = 'FC00FC44-9f52-4319-82c3-a4c4ec490f0c';

function statusOf(fields: Record<string, unknown>): EventOf<'fax.status'> {
  const decoded = decodeFaxStatus({ JobId: JOB, ...fields });
  assert.ok(decoded.outcome === 'events');
  const [incoming] = decoded.events;
  assert.ok(incoming?.event.kind === 'fax.status');
  return incoming.event;
}

describe('decodeFaxStatus', () => {
  it('gives each state one key, and each page of a state under way its own', () => {
    const keys = [
      { FaxResult: 2, State: 2 },
      { FaxResult: 2, State: 5, PagesDelivered: 1 },
      { FaxResult: 2, State: 5, PagesDelivered: '2' },
      { FaxResult: 0, State: 8, PagesDelivered: 2 },
    ].map((fields) => statusOf(fields).keyId);
    const job = JOB.toLowerCase();
    assert.deepEqual(keys, [`${job}:dialing:0`, `${job}:transferring:1`, `${job}:transferring:2`, `${job}:succeeded`]);
  });

  it('keeps the id as it came for the provider, and in lower case for us', () => {
    const { providerId, payload, progress } = statusOf({ FaxResult: 0 });
    assert.deepEqual([providerId, payload.providerId, payload.id], [JOB, JOB, JOB.toLowerCase()]);
    assert.equal(progress?.subject, JOB.toLowerCase());
  });

  it('does not let a refused cancel end the job', () => {
    const { payload, progress } = statusOf({ FaxResult: 14, State: 5 });
    assert.deepEqual([payload.state, payload.final, payload.cause], ['transferring', false, 'cancelled']);
    assert.equal(progress?.final, false);
  });

  it('says nothing of success before the end', () => {
    for (const FaxResult of [2, 12, 103, 999]) assert.equal('success' in statusOf({ FaxResult }).payload, false);
    assert.equal(statusOf({ FaxResult: 0 }).payload.success, true);
    assert.equal(statusOf({ FaxResult: 3 }).payload.success, false);
  });

  it('treats a receiving call as an inbound one', () => {
    assert.equal(statusOf({ FaxResult: 2, State: 6 }).payload.direction, 'in');
    assert.deepEqual(statusOf({ FaxResult: 2, State: 8, PagesReceived: 2 }).payload.pages, 2);
    assert.equal(statusOf({ FaxResult: 2, State: 5 }).payload.direction, 'out');
  });

  it('treats a status without a result as in progress', () => {
    assert.equal(statusOf({ State: 'Negotiating' }).payload.state, 'negotiating');
  });

  it('never throws, and what it makes survives storing', () => {
    const field = fc.oneof(fc.jsonValue(), fc.nat(110), fc.constantFrom('Success', 'x', '2'));
    const names = [
      'FaxResult',
      'State',
      'PagesDelivered',
      'ConnectTime',
      'CompletedOn',
      '__proto__',
      'Message',
    ] as const;
    const fields = fc.record(Object.fromEntries(names.map((name) => [name, field])), { requiredKeys: [] });
    fc.assert(
      fc.property(fields, (some) => {
        const decoded = decodeFaxStatus({ JobId: JOB, ...some });
        if (decoded.outcome === 'events')
          assert.equal(decoded.events[0]?.event.keyId.startsWith(JOB.toLowerCase()), true);
        JSON.stringify(decoded);
      }),
    );
    fc.assert(fc.property(fc.jsonValue(), (value) => void decodeFaxStatus(value)));
  });
});
