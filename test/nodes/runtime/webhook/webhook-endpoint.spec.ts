import assert from 'node:assert/strict';
import { reserveWebhook, type Service, type WebhookEndpoint } from '../../../../nodes/runtime/webhook/webhook-endpoint';
import type { WebhookMount } from '../../../../nodes/runtime/webhook/webhook-mount';
import { ConfigError } from '../../../../src/domain/errors';
import type { Store } from '../../../../src/store/store';
import type { WebhookRoute } from '../../../../src/transports/webhook/webhook-route';
import { WebhookRoutes } from '../../../../src/transports/webhook/webhook-routes';
import { MemoryFacts } from '../../../support/memory-facts';
import { until } from '../../../transports/until';

const route: WebhookRoute = {
  methods: { '': ['POST'] },
  admit: () => 'admitted',
  accept: () => Promise.resolve({ status: 200 }),
};

/** Only what deriving a path needs, and a failure that can be switched. */
class FakeStore extends MemoryFacts {
  readonly listeners = new Set<() => void>();
  readonly health = {
    onChange: (listener: () => void) => {
      this.listeners.add(listener);
      return () => void this.listeners.delete(listener);
    },
  };
  becomes(failing: boolean): void {
    this.failing = failing;
    for (const listener of this.listeners) listener();
  }
}

describe('a webhook endpoint', () => {
  let mount: WebhookMount;
  let store: FakeStore;
  let log: string[];
  let problems: (string | undefined)[];
  /** Told as open, with `httpNodeRoot`. */
  let paths: string[];

  beforeEach(() => {
    mount = { routes: new WebhookRoutes([]), roots: { node: '/api', admin: '/admin' }, isGated: false };
    store = new FakeStore();
    log = [];
    problems = [];
    paths = [];
  });

  const reserve = (id = 'c1', webhookPath = '', on: WebhookMount | undefined = mount): WebhookEndpoint => {
    const endpoint = reserveWebhook(on, { id, type: 'fax-sms-connection', provider: 'esendex', webhookPath });
    assert.ok(endpoint);
    return endpoint;
  };
  const service = (path = '', publicUrl = ''): Service => {
    const tell = (text: string): void => void log.push(text);
    return {
      store: store as unknown as Store,
      route,
      settings: { path, publicUrl, login: undefined },
      log: { info: tell, warn: tell, error: tell },
      nameOf: (id) => `name of ${id}`,
      onProblem: (problem) => void problems.push(problem),
      onOpen: (opened) => void paths.push(opened),
    };
  };
  const isServed = (path: string): boolean => mount.routes.find(path)?.route === route;

  it('is for providers that call us', () => {
    assert.equal(reserveWebhook(mount, { id: 'c1', type: 'fax-sms-connection', provider: 'etherfax' }), undefined);
  });

  it('serves the path that is set, and tells where', async () => {
    const endpoint = reserve('c1', '/hook');
    assert.ok(mount.routes.find('/hook'), 'reserved at once');
    assert.equal(endpoint.address, undefined);
    endpoint.serve(service('/hook', 'https://example.com'));
    await until(() => isServed('/hook'), 'it is served');
    assert.deepEqual(endpoint.address, { path: '/hook', url: 'https://example.com/api/hook' });
    assert.deepEqual(paths, ['/api/hook']);
  });

  it('serves a derived path, the same after every restart', async () => {
    const endpoint = reserve();
    endpoint.serve(service());
    await until(() => endpoint.address !== undefined, 'it is served');
    const path = endpoint.address?.path ?? '';
    assert.deepEqual([isServed(path), endpoint.address], [true, { path }]);
    endpoint.release(false);
    const next = reserve();
    next.serve(service());
    await until(() => next.address !== undefined, 'it is served again');
    assert.equal(next.address?.path, path);
  });

  it('serves a derived path as soon as a failing store is well', async () => {
    store.failing = true;
    const endpoint = reserve();
    endpoint.serve(service());
    store.becomes(true);
    await new Promise(setImmediate);
    assert.deepEqual([endpoint.address, log], [undefined, []]);
    store.becomes(false);
    await until(() => endpoint.address !== undefined, 'it is served');
  });

  it('answers 503 while closed, and listens to the store no longer', async () => {
    const endpoint = reserve('c1', '/hook');
    endpoint.serve(service('/hook'));
    await until(() => isServed('/hook'), 'it is served');
    endpoint.close();
    assert.deepEqual(
      [mount.routes.find('/hook')?.route, endpoint.address, store.listeners.size],
      [undefined, undefined, 0],
    );
    endpoint.serve(service('/hook'));
    await until(() => isServed('/hook'), 'it is served again');
  });

  it('is not served where it was closed while its path was being derived', async () => {
    const endpoint = reserve();
    endpoint.serve(service());
    endpoint.close();
    await until(() => store.values.size > 0, 'the secret is made');
    await new Promise(setImmediate);
    assert.equal(endpoint.address, undefined);
    assert.deepEqual(mount.routes.known, []);
  });

  it('tells of a path that another connection serves, by that one’s name', async () => {
    const [first, second] = [reserve('c1', '/hook'), reserve('c2', '/hook')];
    first.serve(service('/hook'));
    await until(() => isServed('/hook'), 'it is served');
    second.serve(service('/hook'));
    await until(() => problems.length > 0, 'it is told');
    assert.deepEqual([problems, second.address, paths.length], [['path-in-use'], undefined, 1]);
    assert.match(log.join(), /"name of c1"/);
    assert.ok(!log.join().includes('/hook'));
    second.release(true);
    assert.ok(isServed('/hook'));
  });

  for (const [how, leave] of [
    ['is removed', (holder: WebhookEndpoint) => holder.release(true)],
    [
      'takes another path',
      (holder: WebhookEndpoint) => {
        holder.release(false);
        reserve('c1', '/other').serve(service('/other'));
      },
    ],
  ] as const) {
    it(`takes over the path when the connection that has it ${how}, and its problem is over`, async () => {
      const [first, second] = [reserve('c1', '/hook'), reserve('c2', '/hook')];
      first.serve(service('/hook'));
      second.serve(service('/hook'));
      await until(() => problems.length > 0, 'it is refused');
      leave(first);
      await until(() => second.address !== undefined, 'it is served');
      assert.equal(mount.routes.find('/hook')?.owner, 'c2');
      assert.ok(isServed('/hook'));
      assert.deepEqual(problems, ['path-in-use', undefined]);
    });
  }

  it('reports a refusal once, however often it is tried', async () => {
    const [first, second] = [reserve('c1', '/hook'), reserve('c2', '/hook')];
    first.serve(service('/hook'));
    second.serve(service('/hook'));
    store.becomes(false);
    await new Promise(setImmediate);
    assert.deepEqual([problems, log.length], [['path-in-use'], 1]);
  });

  it('frees the path where the connection is removed', () => {
    const endpoint = reserve('c1', '/hook');
    endpoint.release(false);
    assert.ok(mount.routes.find('/hook'));
    const next = reserve('c1', '/hook');
    next.release(true);
    assert.equal(mount.routes.find('/hook'), undefined);
  });

  it('refuses a path that cannot be used, and reserves none for it', () => {
    const endpoint = reserve('c1', '/a/../b');
    assert.throws(() => endpoint.check({ path: '/a/../b', publicUrl: '', login: undefined }), ConfigError);
    assert.equal(mount.routes.find('/a/../b'), undefined);
    endpoint.check({ path: '', publicUrl: '', login: undefined });
  });

  it('says when Node-RED accepts no requests at all', () => {
    const endpoint = new (reserve().constructor as typeof WebhookEndpoint)(undefined, { id: 'c1', type: 't' });
    endpoint.check({ path: '/a/../b', publicUrl: '', login: undefined });
    endpoint.serve(service());
    assert.deepEqual(problems, ['no-http']);
    endpoint.close();
    endpoint.release(true);
  });

  it('warns when callers meet a login that is not ours', async () => {
    mount = { ...mount, isGated: true };
    const endpoint = reserve('c1', '/hook');
    endpoint.serve(service('/hook'));
    await until(() => isServed('/hook'), 'it is served all the same');
    assert.match(log.join(), /httpNodeAuth/);
  });
});
