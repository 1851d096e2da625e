import { join } from 'node:path';
import { systemClock } from '../../../src/domain/clock';
import { compact } from '../../../src/domain/compact';
import { trimEnd } from '../../../src/domain/trim-end';
import { KnownPathsFile, loadKnownPaths } from '../../../src/transports/webhook/known-paths-file';
import { createWebhookHandler } from '../../../src/transports/webhook/webhook-handler';
import { WebhookRoutes } from '../../../src/transports/webhook/webhook-routes';
import { monitored } from '../monitored/monitored';
import { nodeMiddleware } from '../node-middleware';
import { type HttpApp, type NodeRed, sharedLog } from '../node-red';
import { callersInFlows, hasFlows } from './callers-in-flows';
import { onFlows } from '../flow-events';
import { storeFolder } from '../settings/settings-file';
import { isAmongEditors, type Roots } from './webhook-path';

/** The webhooks of this Node-RED. */
export interface WebhookMount {
  routes: WebhookRoutes;
  roots: Roots;
  /** True: `httpNodeAuth` in settings.js asks every caller for a login. */
  isGated: boolean;
}

/** By the store's folder; a process has only one, except in tests. */
const mounts = new Map<string, WebhookMount>();
const mountedOn = new WeakSet<HttpApp>();

/**
 * Mounts the one webhook handler of this process. Must be called when the module is loaded, before flows start, so
 * that known paths answer 503 from the first request on. Further calls return the same mount. undefined if
 * `httpNodeRoot` is `false`.
 */
export function mountWebhooks(RED: NodeRed): WebhookMount | undefined {
  const { httpNode, settings } = RED;
  if (!httpNode || settings.httpNodeRoot === false) return undefined;
  const folder = storeFolder(RED);
  const mount = mounts.get(folder) ?? createMount(RED, folder);
  mounts.set(folder, mount);
  if (!mountedOn.has(httpNode)) {
    mountedOn.add(httpNode);
    mountOn(RED, httpNode, mount);
  }
  return mount;
}

function createMount(RED: NodeRed, folder: string): WebhookMount {
  const { settings } = RED;
  const file = join(folder, 'webhook-paths.json');
  const routes = new WebhookRoutes(loadKnownPaths(file));
  const warn = (): void =>
    sharedLog(RED).warn('webhook-paths.json cannot be written: webhooks may get 404 for a moment at the next start');
  const kept = new KnownPathsFile(file, () => routes.known, warn);
  routes.onChange = () => kept.changed();
  let isFirst = true;
  onFlows(RED.events, {
    started: () => {
      // If Node-RED cannot read its flow file it starts without flows: known paths are then kept until somebody
      // deploys.
      if (!isFirst || hasFlows(RED)) routes.dropUnreserved(callersInFlows(RED));
      isFirst = false;
    },
  });
  return {
    routes,
    roots: {
      node: withoutSlash(settings.httpNodeRoot),
      admin: settings.httpAdminRoot === false ? false : withoutSlash(settings.httpAdminRoot),
    },
    isGated: Boolean(settings.httpNodeAuth),
  };
}

/**
 * Ahead of the editor's body parsers a body's bytes are still unread and a request costs half as much. But whatever an
 * administrator has put before all flows' routes must stay before the webhooks, too.
 */
function mountOn(RED: NodeRed, httpNode: HttpApp, { routes, roots }: WebhookMount): void {
  const { httpNodeAuth, httpNodeMiddleware } = RED.settings;
  const before = nodeMiddleware(RED);
  const handler = createWebhookHandler(
    compact({
      routes,
      root: roots.node,
      clock: systemClock(),
      onAnswer: (owner, code) => monitored.get(owner)?.tallies.answered(code),
      before,
    }),
  );
  const isPreceded = Boolean(httpNodeAuth) || Boolean(httpNodeMiddleware) || isAmongEditors(roots);
  const front = isPreceded ? undefined : findFront(RED, httpNode);
  if (!front) {
    httpNode.use(handler);
    return;
  }
  front.app.use(handler);
  const { stack } = front;
  const own = stack.findIndex((layer) => layer.handle === handler);
  stack.unshift(...stack.splice(own, 1));
}

/** Names of the layers that Node-RED itself, its `http in` nodes and Express put before the flows' routes. */
const PLATFORM = new Set(['query', 'expressInit', 'rawBodyCapture', 'mounted_app']);

/**
 * The very front of the app, before Express's own first layers; undefined if anything foreign is before the flows'
 * routes.
 */
function findFront(
  { httpAdmin }: NodeRed,
  httpNode: HttpApp,
): { app: HttpApp; stack: NonNullable<HttpApp['_router']>['stack'] } | undefined {
  const app = httpNode.parent;
  const stack = app?._router?.stack;
  if (!app || !stack || app.parent) return undefined;
  // Express wraps mounted apps, so they can only be counted: one more than expected is foreign. The `httpAdmin` that
  // nodes get is mounted on the editor's app, and only the latter on the root.
  const expected = httpAdmin?.parent?.parent === app ? 2 : 1;
  const mounted = stack.flatMap(({ name }, index) => (name === 'mounted_app' ? [index] : []));
  const last = mounted.at(-1);
  if (last === undefined || mounted.length !== expected) return undefined;
  if (!stack.slice(0, last).every(({ name }) => PLATFORM.has(name))) return undefined;
  return { app, stack };
}

/** With a slash at its start and none at its end, however it is written in settings.js. */
function withoutSlash(root: unknown): string {
  const bare = typeof root === 'string' ? trimEnd(root, '/') : '';
  return bare === '' || bare.startsWith('/') ? bare : `/${bare}`;
}
