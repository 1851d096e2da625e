import assert from 'node:assert/strict';
import type { AccountField } from '../../src/providers/face';
import { faceOf } from '../../src/providers/faces';
import { missingFields } from '../../src/providers/missing-fields';

function missing(provider: string, ...entered: AccountField[]): string[] {
  const face = faceOf(provider);
  assert(face);
  return missingFields(face, (field) => entered.includes(field));
}

describe('what is missing to log in', () => {
  it('etherFAX: an API key, or a password alone, or account, user and password', () => {
    assert.deepEqual(missing('etherfax', 'apiKey'), []);
    assert.deepEqual(missing('etherfax', 'password'), []);
    assert.deepEqual(missing('etherfax', 'account', 'username', 'password'), []);
    assert.deepEqual(missing('etherfax'), ['login']);
    assert.deepEqual(missing('etherfax', 'account'), ['login']);
    assert.deepEqual(missing('etherfax', 'username', 'password'), ['account']);
    assert.deepEqual(missing('etherfax', 'account', 'username'), ['password']);
    assert.deepEqual(missing('etherfax', 'account', 'password'), ['username']);
  });

  it('Esendex and Aculab: each field by itself, a service only with its password', () => {
    assert.deepEqual(missing('esendex', 'username'), ['password']);
    assert.deepEqual(missing('esendex'), ['username', 'password']);
    assert.deepEqual(missing('aculab', 'username', 'apiKey'), []);
    assert.deepEqual(missing('aculab', 'apiKey', 'service'), ['username', 'servicePassword']);
  });
});
