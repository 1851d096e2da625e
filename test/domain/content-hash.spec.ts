import assert from 'node:assert/strict';
import { contentHashes } from '../../src/domain/content-hash';
import type { ProviderEvent } from '../../src/domain/events';
import { faxStatus, receivedFax, receivedSms } from '../support/events';

describe('the hashes of an event’s content', () => {
  it('cover sender and own number of a fax, also the text of an SMS, and the state of a status', () => {
    assert.deepEqual(Object.keys(contentHashes(receivedFax('a'))).sort(), ['from', 'to']);
    assert.deepEqual(Object.keys(contentHashes(receivedSms('a'))).sort(), ['from', 'text', 'to']);
    assert.deepEqual(Object.keys(contentHashes(faxStatus('a', 'dialing'))), ['state']);
  });

  it('leave out what is not known, so that it agrees with anything', () => {
    assert.deepEqual(Object.keys(contentHashes(receivedFax('a', { from: '' }))), ['to']);
  });

  it('tell contents apart and hold nothing readable', () => {
    const [a, b] = [receivedFax('a'), receivedFax('a', { from: '+15550100077' })].map(contentHashes);
    assert.notEqual(a?.from, b?.from);
    assert.equal(a?.to, b?.to);
    assert(!JSON.stringify([a, b]).includes('5550100'));
  });

  it('tell an opt-out from an opt-in', () => {
    const of = (optedOut: boolean): ProviderEvent => ({
      ...{ kind: 'sms.optout', keyId: 'a', providerId: 'a', raw: {} },
      payload: { id: 'a', from: '+1', optedOut },
    });
    assert.notEqual(contentHashes(of(true)).state, contentHashes(of(false)).state);
  });

  it('do not exist for an unknown kind', () => {
    const event: ProviderEvent = { kind: 'unknown', keyId: 'a', providerId: 'a', payload: { x: 1 }, raw: {} };
    assert.deepEqual(contentHashes(event), {});
  });
});
