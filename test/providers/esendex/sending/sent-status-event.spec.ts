import assert from 'node:assert/strict';
import type { SmsStatus } from '../../../../src/domain/sms';
import { sentStatusEvent } from '../../../../src/providers/esendex/sending/sent-status-event';
import { Unintelligible } from '../../../../src/providers/esendex/wire/fields';
import { parseXml } from '../../../../src/providers/xml/parse-xml';

const ID = 'CDEB3533-1F76-46D7-A2A9-0DAF8290F7FC';

function told(fields: string, id = ID): SmsStatus {
  const parsed = parseXml(Buffer.from(`<messageheader id="${id}">${fields}</messageheader>`));
  assert(parsed.ok);
  return sentStatusEvent(parsed.root).payload;
}

describe('the status in the header of a sent SMS', () => {
  it('is the event that its receipt would be', () => {
    assert.deepEqual(told('<status>Delivered</status><laststatusat>2012-01-01T12:00:05.000</laststatusat>'), {
      ...{ id: ID.toLowerCase(), providerId: ID, state: 'delivered', final: true, success: true, retryable: false },
      ...{ occurredAt: '2012-01-01T12:00:05.000Z', result: { name: 'Delivered' } },
    });
  });

  it('is not final where its name is newer than we are', () => {
    const { state, final, result } = told('<status>Quarantined</status>');
    assert.deepEqual([state, final, result], ['unknown', false, { name: 'Quarantined' }]);
  });

  for (const [state, name] of [
    ['Submitted', 'submittedat'],
    ['Sent', 'sentat'],
    ['Delivered', 'deliveredat'],
  ]) {
    it(`has the time of ${name} where that of the last status is left out`, () => {
      const time = `<${name}>2026-11-21T10:00:00.4Z</${name}>`;
      assert.equal(told(`<status>${state}</status>${time}`).occurredAt, '2026-11-21T10:00:00.400Z');
      const last = '<laststatusat>2026-11-21T11:00:00Z</laststatusat>';
      assert.match(told(`<status>${state}</status>${time}${last}`).occurredAt ?? '', /T11:00:00/);
    });
  }

  it('has no time where there is none for it', () => {
    assert.equal(told('<status>Failed</status><sentat>2026-11-21T10:00:00Z</sentat>').occurredAt, undefined);
    assert.equal(told('<status>Sent</status><laststatusat>soon</laststatusat>').occurredAt, undefined);
  });

  it('has the reason of a failure, under either name of permanence', () => {
    const reason = (permanence: string): string =>
      `<failurereason><code>102</code><description>Unknown</description>${permanence}</failurereason>`;
    const failure = { code: 102, detail: 'Unknown', permanent: true };
    for (const permanence of ['<permanentfailure>true</permanentfailure>', '<retryable>false</retryable>']) {
      const { failure: found, retryable } = told(`<status>Failed</status>${reason(permanence)}`);
      assert.deepEqual([found, retryable], [failure, false]);
    }
    assert.equal(told(`<status>Failed</status>${reason('<retryable>true</retryable>')}`).retryable, true);
    assert.equal(told(`<status>Delivered</status>${reason('')}`).failure, undefined, 'the status decides');
  });

  it('is unintelligible without id or status', () => {
    assert.throws(() => told('<status>Sent</status>', '../x'), Unintelligible);
    for (const fields of ['', '<status/>', '<status> </status>', '<status>Sent</status><status>Failed</status>']) {
      assert.throws(() => told(fields), Unintelligible);
    }
  });
});
