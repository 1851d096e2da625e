import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import type { WebhookRoute } from '../../../src/transports/webhook/webhook-route';
import { WebhookRoutes } from '../../../src/transports/webhook/webhook-routes';

const route = (suffixes = ['']): WebhookRoute => ({
  methods: Object.fromEntries(suffixes.map((suffix) => [suffix, ['POST']])),
  admit: () => 'admitted',
  take: () => Promise.resolve({ status: 200 }),
});

describe('webhook routes', () => {
  const stateOf = (routes: WebhookRoutes, path: string): 'unknown' | 'held' | 'open' => {
    const place = routes.find(path);
    if (!place) return 'unknown';
    return place.route ? 'open' : 'held';
  };

  /** As the next process finds them. */
  const restarted = (routes: WebhookRoutes): WebhookRoutes => new WebhookRoutes(routes.known);

  it('know no path at first', () => {
    assert.equal(stateOf(new WebhookRoutes([]), '/a'), 'unknown');
  });

  it('hold a path that is set from the claim on, and serve it once it is open', () => {
    const routes = new WebhookRoutes([]);
    const claim = routes.claim('c1', '/a');
    assert.equal(stateOf(routes, '/a'), 'held');
    const serving = route();
    assert.equal(claim.open('/a', serving), undefined);
    assert.equal(routes.find('/a')?.route, serving);
  });

  it('serve every suffix of a route and nothing else below its path', () => {
    const routes = new WebhookRoutes([]);
    routes.claim('c1').open('/a', route(['', '/first']));
    assert.deepEqual(
      ['/a', '/a/first', '/a/second', '/a//'].map((path) => routes.find(path)?.suffix),
      ['', '/first', undefined, undefined],
    );
  });

  it('take case and a slash at the end as Express does, in what is set, called, and was known', () => {
    const routes = new WebhookRoutes([]);
    routes.claim('c1').open('/Hook', route(['', '/first']));
    assert.deepEqual(
      ['/hook', '/HOOK/', '/hook/First/', '/Hook'].map((path) => routes.find(path)?.suffix),
      ['', '', '/first', ''],
    );
    assert.equal(routes.claim('c2').open('/hOOK', route()), 'c1');
    const later = new WebhookRoutes(routes.known);
    for (const path of ['/hook', '/HOOK/', '/hook/FIRST']) assert.equal(stateOf(later, path), 'held');
    const earlier = new WebhookRoutes([{ hash: sha256('/Hook'), owner: 'c1' }]);
    assert.equal(stateOf(earlier, '/Hook'), 'held');
  });

  it('refuse a path that another connection serves, suffixes included, and change nothing', () => {
    const routes = new WebhookRoutes([]);
    const first = route(['', '/first']);
    routes.claim('c1').open('/a', first);
    const second = routes.claim('c2', '/a/first');
    assert.equal(second.open('/a/first', route()), 'c1');
    assert.equal(routes.find('/a/first')?.route, first);
    second.release(true);
    assert.equal(routes.find('/a/first')?.route, first);
    assert.equal(stateOf(routes, '/a'), 'open');
  });

  it('hold the paths of a connection that closes, drop them when flows have started without it', () => {
    const routes = new WebhookRoutes([]);
    const claim = routes.claim('c1');
    claim.open('/a', route());
    claim.release(false);
    assert.equal(stateOf(routes, '/a'), 'held');
    routes.dropUnclaimed();
    assert.equal(stateOf(routes, '/a'), 'unknown');
  });

  it('keep holding them when flows have started with it, users or not', () => {
    const routes = new WebhookRoutes([]);
    routes.claim('c1').open('/a', route());
    routes.claim('c1').hold();
    routes.dropUnclaimed();
    assert.equal(stateOf(routes, '/a'), 'held');
  });

  it('free the paths of a connection that is removed at once', () => {
    const routes = new WebhookRoutes([]);
    const claim = routes.claim('c1');
    claim.open('/a', route());
    claim.release(true);
    assert.equal(stateOf(routes, '/a'), 'unknown');
    assert.deepEqual(routes.known, []);
  });

  it('free the old path once the connection serves another, and not before', () => {
    const routes = new WebhookRoutes([]);
    const old = routes.claim('c1', '/a');
    old.open('/a', route());
    old.release(false);
    const claim = routes.claim('c1', '/b');
    assert.deepEqual([stateOf(routes, '/a'), stateOf(routes, '/b')], ['held', 'held']);
    claim.open('/b', route());
    assert.deepEqual([stateOf(routes, '/a'), stateOf(routes, '/b')], ['unknown', 'open']);
  });

  it('hold a refused path for the next in line when its connection leaves it, suffixes included, and tell that one', () => {
    const routes = new WebhookRoutes([]);
    const first = routes.claim('c1');
    first.open('/a', route(['', '/first']));
    const told: string[] = [];
    const second = routes.claim('c2', '/a', () => told.push('c2'));
    assert.equal(second.open('/a', route(['', '/second'])), 'c1');
    assert.equal(stateOf(routes, '/a/second'), 'held');
    assert.deepEqual(told, []);
    first.release(true);
    assert.deepEqual([told, stateOf(routes, '/a'), stateOf(routes, '/a/first')], [['c2'], 'held', 'unknown']);
    assert.equal(second.open('/a', route(['', '/second'])), undefined);
    assert.equal(routes.find('/a')?.owner, 'c2');
  });

  it('keep the paths of a connection that is only disabled, until it is gone', () => {
    const routes = new WebhookRoutes([]);
    const claim = routes.claim('c1');
    claim.open('/a', route());
    claim.release(false);
    routes.dropUnclaimed(new Set(['c1']));
    assert.equal(stateOf(routes, '/a'), 'held');
    routes.dropUnclaimed(new Set());
    assert.equal(stateOf(routes, '/a'), 'unknown');
  });

  it('let two connections exchange their paths in one deploy', () => {
    const routes = new WebhookRoutes([]);
    const a = routes.claim('c1', '/a');
    const b = routes.claim('c2', '/b');
    a.open('/a', route());
    b.open('/b', route());
    a.release(false);
    b.release(false);
    const [newA, newB] = [routes.claim('c1', '/b'), routes.claim('c2', '/a')];
    assert.equal(newA.open('/b', route()), undefined);
    assert.equal(newB.open('/a', route()), undefined);
    assert.deepEqual([routes.find('/a')?.owner, routes.find('/b')?.owner], ['c2', 'c1']);
  });

  it('let an old node that is still closing change nothing for the new one', () => {
    const routes = new WebhookRoutes([]);
    const old = routes.claim('c1');
    old.open('/a', route());
    routes.claim('c1').open('/a', route());
    old.hold();
    old.release(true);
    assert.equal(stateOf(routes, '/a'), 'open');
    assert.equal(old.open('/b', route()), undefined);
    assert.equal(stateOf(routes, '/b'), 'unknown');
  });

  it('take the route from a request that is under way when its connection closes', () => {
    const routes = new WebhookRoutes([]);
    const claim = routes.claim('c1');
    claim.open('/a', route());
    const place = routes.find('/a');
    claim.hold();
    claim.open('/a', route());
    assert.equal(place?.route, undefined);
  });

  describe('after a restart', () => {
    it('hold what was known, suffixes included, by hashes alone', () => {
      const before = new WebhookRoutes([]);
      before.claim('c1').open('/secret-path', route(['', '/first']));
      assert.ok(!JSON.stringify(before.known).includes('secret-path'));
      const routes = restarted(before);
      assert.deepEqual(
        ['/secret-path', '/secret-path/first', '/other'].map((path) => stateOf(routes, path)),
        ['held', 'held', 'unknown'],
      );
    });

    it('go on holding it for a claimed connection whose store is not open yet', () => {
      const before = new WebhookRoutes([]);
      before.claim('c1').open('/a', route());
      const routes = restarted(before);
      const claim = routes.claim('c1');
      routes.dropUnclaimed();
      assert.equal(stateOf(routes, '/a'), 'held');
      assert.equal(routes.known.length, 1);
      claim.open('/a', route());
      assert.equal(stateOf(routes, '/a'), 'open');
    });

    it('drop it when flows have started without its connection, and forget it for good', () => {
      const before = new WebhookRoutes([]);
      before.claim('c1').open('/a', route());
      const routes = restarted(before);
      let changes = 0;
      routes.onChange = () => (changes += 1);
      routes.dropUnclaimed();
      assert.equal(stateOf(routes, '/a'), 'unknown');
      assert.deepEqual([routes.known, changes], [[], 1]);
      routes.dropUnclaimed();
      assert.equal(changes, 1);
    });
  });
});

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
