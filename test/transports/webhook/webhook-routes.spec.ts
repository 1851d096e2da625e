import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import type { WebhookRoute } from '../../../src/transports/webhook/webhook-route';
import { WebhookRoutes } from '../../../src/transports/webhook/webhook-routes';

const route = (suffixes = ['']): WebhookRoute => ({
  methods: Object.fromEntries(suffixes.map((suffix) => [suffix, ['POST']])),
  admit: () => 'admitted',
  accept: () => Promise.resolve({ status: 200 }),
});

describe('webhook routes', () => {
  const stateOf = (routes: WebhookRoutes, path: string): 'unknown' | 'closed' | 'open' => {
    const place = routes.find(path);
    if (!place) return 'unknown';
    return place.route ? 'open' : 'closed';
  };

  /** As the next process finds them. */
  const restarted = (routes: WebhookRoutes): WebhookRoutes => new WebhookRoutes(routes.known);

  it('know no path at first', () => {
    assert.equal(stateOf(new WebhookRoutes([]), '/a'), 'unknown');
  });

  it('keep a path that is set from its reservation on, and serve it once it is open', () => {
    const routes = new WebhookRoutes([]);
    const reservation = routes.reserve('c1', '/a');
    assert.equal(stateOf(routes, '/a'), 'closed');
    const serving = route();
    assert.equal(reservation.open('/a', serving), undefined);
    assert.equal(routes.find('/a')?.route, serving);
  });

  it('serve every suffix of a route and nothing else below its path', () => {
    const routes = new WebhookRoutes([]);
    routes.reserve('c1').open('/a', route(['', '/first']));
    assert.deepEqual(
      ['/a', '/a/first', '/a/second', '/a//'].map((path) => routes.find(path)?.suffix),
      ['', '/first', undefined, undefined],
    );
  });

  it('take case and a slash at the end as Express does, in what is set, called, and was known', () => {
    const routes = new WebhookRoutes([]);
    routes.reserve('c1').open('/Hook', route(['', '/first']));
    assert.deepEqual(
      ['/hook', '/HOOK/', '/hook/First/', '/Hook'].map((path) => routes.find(path)?.suffix),
      ['', '', '/first', ''],
    );
    assert.equal(routes.reserve('c2').open('/hOOK', route()), 'c1');
    const later = new WebhookRoutes(routes.known);
    for (const path of ['/hook', '/HOOK/', '/hook/FIRST']) assert.equal(stateOf(later, path), 'closed');
    const earlier = new WebhookRoutes([{ hash: sha256('/Hook'), owner: 'c1' }]);
    assert.equal(stateOf(earlier, '/Hook'), 'closed');
  });

  it('refuse a path that another connection serves, suffixes included, and change nothing', () => {
    const routes = new WebhookRoutes([]);
    const first = route(['', '/first']);
    routes.reserve('c1').open('/a', first);
    const second = routes.reserve('c2', '/a/first');
    assert.equal(second.open('/a/first', route()), 'c1');
    assert.equal(routes.find('/a/first')?.route, first);
    second.release(true);
    assert.equal(routes.find('/a/first')?.route, first);
    assert.equal(stateOf(routes, '/a'), 'open');
  });

  it('keep the paths of a connection that closes, drop them when flows have started without it', () => {
    const routes = new WebhookRoutes([]);
    const reservation = routes.reserve('c1');
    reservation.open('/a', route());
    reservation.release(false);
    assert.equal(stateOf(routes, '/a'), 'closed');
    routes.dropUnreserved();
    assert.equal(stateOf(routes, '/a'), 'unknown');
  });

  it('keep holding them when flows have started with it, users or not', () => {
    const routes = new WebhookRoutes([]);
    routes.reserve('c1').open('/a', route());
    routes.reserve('c1').close();
    routes.dropUnreserved();
    assert.equal(stateOf(routes, '/a'), 'closed');
  });

  it('free the paths of a connection that is removed at once', () => {
    const routes = new WebhookRoutes([]);
    const reservation = routes.reserve('c1');
    reservation.open('/a', route());
    reservation.release(true);
    assert.equal(stateOf(routes, '/a'), 'unknown');
    assert.deepEqual(routes.known, []);
  });

  it('free the old path once the connection serves another, and not before', () => {
    const routes = new WebhookRoutes([]);
    const old = routes.reserve('c1', '/a');
    old.open('/a', route());
    old.release(false);
    const reservation = routes.reserve('c1', '/b');
    assert.deepEqual([stateOf(routes, '/a'), stateOf(routes, '/b')], ['closed', 'closed']);
    reservation.open('/b', route());
    assert.deepEqual([stateOf(routes, '/a'), stateOf(routes, '/b')], ['unknown', 'open']);
  });

  it('keep a refused path for the next in line when its connection leaves it, suffixes included, and tell that one', () => {
    const routes = new WebhookRoutes([]);
    const first = routes.reserve('c1');
    first.open('/a', route(['', '/first']));
    const told: string[] = [];
    const second = routes.reserve('c2', '/a', () => told.push('c2'));
    assert.equal(second.open('/a', route(['', '/second'])), 'c1');
    assert.equal(stateOf(routes, '/a/second'), 'closed');
    assert.deepEqual(told, []);
    first.release(true);
    assert.deepEqual([told, stateOf(routes, '/a'), stateOf(routes, '/a/first')], [['c2'], 'closed', 'unknown']);
    assert.equal(second.open('/a', route(['', '/second'])), undefined);
    assert.equal(routes.find('/a')?.owner, 'c2');
  });

  it('keep the paths of a connection that is only disabled, until it is gone', () => {
    const routes = new WebhookRoutes([]);
    const reservation = routes.reserve('c1');
    reservation.open('/a', route());
    reservation.release(false);
    routes.dropUnreserved(new Set(['c1']));
    assert.equal(stateOf(routes, '/a'), 'closed');
    routes.dropUnreserved(new Set());
    assert.equal(stateOf(routes, '/a'), 'unknown');
  });

  it('let two connections exchange their paths in one deploy', () => {
    const routes = new WebhookRoutes([]);
    const a = routes.reserve('c1', '/a');
    const b = routes.reserve('c2', '/b');
    a.open('/a', route());
    b.open('/b', route());
    a.release(false);
    b.release(false);
    const [newA, newB] = [routes.reserve('c1', '/b'), routes.reserve('c2', '/a')];
    assert.equal(newA.open('/b', route()), undefined);
    assert.equal(newB.open('/a', route()), undefined);
    assert.deepEqual([routes.find('/a')?.owner, routes.find('/b')?.owner], ['c2', 'c1']);
  });

  it('let an old node that is still closing change nothing for the new one', () => {
    const routes = new WebhookRoutes([]);
    const old = routes.reserve('c1');
    old.open('/a', route());
    routes.reserve('c1').open('/a', route());
    old.close();
    old.release(true);
    assert.equal(stateOf(routes, '/a'), 'open');
    assert.equal(old.open('/b', route()), undefined);
    assert.equal(stateOf(routes, '/b'), 'unknown');
  });

  it('take the route from a request that is under way when its connection closes', () => {
    const routes = new WebhookRoutes([]);
    const reservation = routes.reserve('c1');
    reservation.open('/a', route());
    const place = routes.find('/a');
    reservation.close();
    reservation.open('/a', route());
    assert.equal(place?.route, undefined);
  });

  describe('after a restart', () => {
    it('keep what was known, suffixes included, by hashes alone', () => {
      const before = new WebhookRoutes([]);
      before.reserve('c1').open('/secret-path', route(['', '/first']));
      assert.ok(!JSON.stringify(before.known).includes('secret-path'));
      const routes = restarted(before);
      assert.deepEqual(
        ['/secret-path', '/secret-path/first', '/other'].map((path) => stateOf(routes, path)),
        ['closed', 'closed', 'unknown'],
      );
    });

    it('keep it for a connection that has reserved it and whose store is not open yet', () => {
      const before = new WebhookRoutes([]);
      before.reserve('c1').open('/a', route());
      const routes = restarted(before);
      const reservation = routes.reserve('c1');
      routes.dropUnreserved();
      assert.equal(stateOf(routes, '/a'), 'closed');
      assert.equal(routes.known.length, 1);
      reservation.open('/a', route());
      assert.equal(stateOf(routes, '/a'), 'open');
    });

    it('drop it when flows have started without its connection, and forget it for good', () => {
      const before = new WebhookRoutes([]);
      before.reserve('c1').open('/a', route());
      const routes = restarted(before);
      let changes = 0;
      routes.onChange = () => (changes += 1);
      routes.dropUnreserved();
      assert.equal(stateOf(routes, '/a'), 'unknown');
      assert.deepEqual([routes.known, changes], [[], 1]);
      routes.dropUnreserved();
      assert.equal(changes, 1);
    });
  });
});

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
