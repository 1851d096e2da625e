import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { ConfigError, StoreError } from '../../../../src/domain/errors';
import type { Store } from '../../../../src/store/store';
import { MemoryFacts } from '../../../support/memory-facts';
import { checkWebhookPath, derivedWebhookPath, type Roots } from '../../../../nodes/runtime/webhook/webhook-path';

describe('a webhook path', () => {
  const refuses = (path: string, roots: Roots): boolean => {
    try {
      checkWebhookPath(path, roots);
      return false;
    } catch (error) {
      assert.ok(error instanceof ConfigError);
      return true;
    }
  };
  const byDefault: Roots = { node: '', admin: '' };

  it('is any path that a sender can write in one way only', () => {
    for (const path of ['/a', '/hook/esendex', '/a-b_c.d~e', '/a%20b', '/a:b@c'])
      assert.ok(!refuses(path, byDefault), path);
  });

  it('is refused where no request could match it', () => {
    const wrong = [
      'a',
      '/',
      '/a/',
      '//a',
      '/a//b',
      '/a b',
      '/a?b',
      '/a#b',
      '/a\n',
      '/ä',
      '/a/../b',
      '/.',
      '/${X}',
      `/${'a'.repeat(256)}`,
    ];
    for (const path of wrong) assert.ok(refuses(path, byDefault), path);
  });

  it('is refused at and below the editor’s own paths, in any case', () => {
    for (const path of ['/flows', '/Flows', '/nodes/x', '/fax-sms/connections', '/auth', '/red/a', '/comms']) {
      assert.ok(refuses(path, byDefault), path);
    }
    assert.ok(!refuses('/flowsx', byDefault));
    assert.ok(!refuses('/hook/flows', byDefault));
  });

  it('is refused below a moved admin root, and only there', () => {
    const roots = { node: '', admin: '/admin' };
    for (const path of ['/admin', '/ADMIN/x']) assert.ok(refuses(path, roots), path);
    for (const path of ['/flows', '/admins']) assert.ok(!refuses(path, roots), path);
    assert.ok(!refuses('/flows', { node: '/api', admin: '' }));
    assert.ok(!refuses('/hook', byDefault) && refuses('/red', byDefault));
    assert.ok(!refuses('/flows', { node: '', admin: false }));
  });

  it('is refused below a root that editor and flows share only where the editor’s routes are', () => {
    for (const [node, admin] of [
      ['/r', '/r'],
      ['/r/n', '/r'],
      ['/R', '/r'],
    ] as const) {
      assert.ok(!refuses('/hooks/one', { node, admin }), node);
    }
    assert.ok(refuses('/flows', { node: '/r', admin: '/r' }));
    assert.ok(refuses('/r/flows', { node: '', admin: '/r' }));
  });

  it('is any below a root that the flows have for themselves, also among the editor’s own paths', () => {
    for (const [node, admin] of [
      ['/red', ''],
      ['/RED', ''],
      ['/flows', ''],
      ['/api', ''],
      ['/r/flows', '/r'],
      ['/red/deeper', ''],
      ['/api', '/admin'],
      ['/red', false],
    ] as const) {
      for (const path of ['/hook', '/red', '/flows', '/nodes/x'])
        assert.ok(!refuses(path, { node, admin }), node + path);
    }
    assert.ok(refuses('/hook', { node: '', admin: '/hook' }));
    assert.ok(refuses('/admin/x', { node: '', admin: '/admin' }));
    assert.ok(refuses('/red/x', { node: '', admin: '' }));
  });

  describe('that is derived', () => {
    const storeOf = (facts: MemoryFacts): Store =>
      ({
        recall: facts.recall.bind(facts),
        rememberIf: facts.rememberIf.bind(facts),
      }) as Partial<Store> as Store;

    it('is the base32 of an HMAC of the node id under the store’s secret', async () => {
      const facts = new MemoryFacts();
      const path = await derivedWebhookPath(storeOf(facts), 'node-1');
      assert.match(path, /^\/[a-z2-7]{52}$/);
      const secret = Buffer.from(String(await facts.recall('webhook-secret')), 'hex');
      assert.equal(secret.length, 32);
      assert.deepEqual(fromBase32(path.slice(1)), createHmac('sha256', secret).update('node-1').digest());
    });

    it('stays the same over restarts, and differs by node and by store', async () => {
      const facts = new MemoryFacts();
      const derive = (id: string, of = facts) => derivedWebhookPath(storeOf(of), id);
      const first = await derive('a');
      assert.equal(await derive('a'), first);
      assert.notEqual(await derive('b'), first);
      assert.notEqual(await derive('a', new MemoryFacts()), first);
    });

    it('has one secret, also where two connections, or two instances, ask for the first one at once', async () => {
      const facts = new MemoryFacts();
      const stores = [storeOf(facts), storeOf(facts)];
      const paths = await Promise.all([...stores, ...stores].map((store) => derivedWebhookPath(store, 'a')));
      assert.equal(new Set(paths).size, 1);
    });

    it('is asked for again after the store has failed', async () => {
      const facts = new MemoryFacts();
      const store = storeOf(facts);
      facts.failing = true;
      await assert.rejects(derivedWebhookPath(store, 'a'), StoreError);
      facts.failing = false;
      assert.match(await derivedWebhookPath(store, 'a'), /^\//);
    });
  });
});

function fromBase32(text: string): Buffer {
  const bits = Array.from(text, (letter) =>
    'abcdefghijklmnopqrstuvwxyz234567'.indexOf(letter).toString(2).padStart(5, '0'),
  );
  const bytes = bits.join('').match(/.{8}/g) ?? [];
  return Buffer.from(bytes.map((byte) => parseInt(byte, 2)));
}
