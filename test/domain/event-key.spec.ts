import assert from 'node:assert/strict';
import { eventKey, keyForLog, scopeOf } from '../../src/domain/event-key';

describe('the key of an event', () => {
  it('is provider, account, kind and id', () => {
    assert.equal(eventKey(scopeOf('etherfax', '00-1'), 'fax.received', 'a-b'), 'etherfax:00-1:fax.received:a-b');
  });

  it('does not depend on how the account is written', () => {
    assert.equal(scopeOf('esendex', ' EX0123456 '), 'esendex:ex0123456');
  });

  it('goes into logs hashed', () => {
    const key = eventKey(scopeOf('esendex', 'EX1'), 'sms.received', '+447700900123');
    assert.match(keyForLog(key), /^[0-9a-f]{12}$/);
    assert.equal(keyForLog(key), keyForLog(key));
    assert.notEqual(keyForLog(key), keyForLog(`${key}4`));
  });
});
