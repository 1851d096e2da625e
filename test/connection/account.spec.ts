import assert from 'node:assert/strict';
import { fingerprint, knownScope, learnScope, type AccountOptions } from '../../src/connection/account';
import { ConfigError, StoreError } from '../../src/domain/errors';
import { openInbox, type InboxRig } from '../support/inbox';
import { systemError } from '../store/level/faulty-level';

describe('the scope of an account', () => {
  let inbox: InboxRig;
  let options: AccountOptions;

  beforeEach(async () => {
    inbox = await openInbox();
    const { store } = inbox;
    options = { store, provider: 'etherfax', configured: '', connection: 'c1', credentials: 'h1' };
  });

  afterEach(() => inbox.close());

  it('is the property where one is set', async () => {
    assert.equal(await knownScope({ ...options, configured: ' EFAX-1 ' }), 'etherfax:efax-1');
  });

  it('is not known until the provider has named it, and then kept', async () => {
    assert.equal(await knownScope(options), undefined);
    assert.equal(await learnScope(options, { account: 'EFAX-1' }), 'etherfax:efax-1');
    assert.equal(await knownScope(options), 'etherfax:efax-1');
  });

  it('is a different one for another connection or other credentials', async () => {
    await learnScope(options, { account: 'EFAX-1' });
    assert.equal(await knownScope({ ...options, connection: 'c2' }), undefined);
    assert.equal(await knownScope({ ...options, credentials: 'h2' }), undefined);
  });

  for (const account of [undefined, '']) {
    it(`has to be entered where the provider says ${JSON.stringify(account)}`, async () => {
      await assert.rejects(learnScope(options, account === undefined ? {} : { account }), ConfigError);
    });
  }

  it('is not used before it is kept', async () => {
    inbox.disk.writeError = systemError('EIO', 'input/output error');
    await assert.rejects(learnScope(options, { account: 'EFAX-1' }), StoreError);
  });

  it('keeps nothing of the credentials', () => {
    const hash = fingerprint('https://example.com', 'secret-key');
    // Too short to find out a password by trying.
    assert.match(hash, /^[0-9a-f]{8}$/);
    assert.notEqual(hash, fingerprint('https://example.com', 'secret-kez'));
    assert.notEqual(fingerprint('ab', 'c'), fingerprint('a', 'bc'));
  });
});
