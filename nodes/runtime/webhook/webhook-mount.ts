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
  /** Something of settings.js stands before us and asks every caller for a login. */
  isGated: boolean;
}

/** By the store's folder: one in a process, but for tests. */
const mounts = new Map<string, WebhookMount>();
const mountedOn = new WeakSet<HttpApp>();

/**
 * Mounts the one handler of this process, and must run with the module: before flows start, so that known paths answer
 * 503 from the first request on. Called again it only returns what is there. Undefined where `httpNodeRoot` is `false`.
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
      // A flow file that cannot be read is none to Node-RED: what was known is unknown only once somebody has deployed.
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
 * Ahead of the editor's body parsers the bytes are still unread and a request is twice as cheap; but whatever an
 * administrator has set up to stand before all flows must go on standing before us.
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

/** What Node-RED itself, its `http in` nodes and Express put before the flows' routes. */
const PLATFORM = new Set(['query', 'expressInit', 'rawBodyCapture', 'mounted_app']);

/** Ahead of all, Express's own first layers too, if nothing foreign stands before the flows' routes. */
function findFront(
  { httpAdmin }: NodeRed,
  httpNode: HttpApp,
): { app: HttpApp; stack: NonNullable<HttpApp['_router']>['stack'] } | undefined {
  const app = httpNode.parent;
  const stack = app?._router?.stack;
  if (!app || !stack || app.parent) return undefined;
  // A mounted app hides behind a function of Express, so they are counted: one too many is somebody else's. What nodes
  // get as `httpAdmin` is mounted on the editor's app, and only that one on the root.
  const expected = httpAdmin?.parent?.parent === app ? 2 : 1;
  const mounted = stack.flatMap(({ name }, index) => (name === 'mounted_app' ? [index] : []));
  const last = mounted.at(-1);
  if (last === undefined || mounted.length !== expected) return undefined;
  if (!stack.slice(0, last).every(({ name }) => PLATFORM.has(name))) return undefined;
  return { app, stack };
}

/** With a slash at its start and none at its end, whichever way it is set. */
function withoutSlash(root: unknown): string {
  const bare = typeof root === 'string' ? trimEnd(root, '/') : '';
  return bare === '' || bare.startsWith('/') ? bare : `/${bare}`;
}
