import { toError } from '../../../src/domain/errors';
import { isSameSecret } from '../../../src/domain/same-secret';
import { AdminError } from '../admin-answer';
import { isPermitted } from '../access';
import { nodeMiddleware } from '../node-middleware';
import {
  type AdminApp,
  type AdminRequest,
  type AdminResponse,
  type NodeRed,
  type RouteHandler,
  sharedLog,
} from '../node-red';
import { monitorToken } from '../settings/settings-file';
import { health } from './health';
import { healthQuery } from './health-query';
import type { metrics } from './metrics';
import { monitored } from '../monitored/monitored';

/**
 * Health and metrics, for callers that have the monitor's token or may read by the admin API. If a token is set, they
 * are also served beside the flows' own routes, by the token alone, because the editor may be closed to the outside or
 * disabled.
 */
export function mountMonitor(RED: NodeRed): void {
  const { settings, httpAdmin, httpNode } = RED;
  const wanted = monitorToken(RED);
  if (wanted === 'wanted') {
    sharedLog(RED).warn(
      'the token for health and metrics (monitorToken, or PUSHLINE_MONITOR_TOKEN) is empty or shorter than 16 characters: it is refused, set a longer one',
    );
  }
  const hasToken: Gate = (req) =>
    Promise.resolve(typeof wanted === 'object' && isSameSecret(bearerOf(req), wanted.token));
  if (httpAdmin && settings.httpAdminRoot !== false) {
    // Without adminAuth Node-RED lets everybody pass, which a user who has set a token does not want.
    const asksPlatform = wanted === 'none' || Boolean(settings.adminAuth);
    const read = RED.auth.needsPermission('fax-sms.read');
    mountOn(httpAdmin, async (req) => (await hasToken(req)) || (asksPlatform && (await isPermitted(read, req))));
  }
  if (httpNode?.get && settings.httpNodeRoot !== false && typeof wanted === 'object') {
    // An administrator's middleware for all routes of flows applies to these, too.
    const before = nodeMiddleware(RED);
    mountOn({ get: (path, ...handlers) => httpNode.get?.(path, ...(before ? [before] : []), ...handlers) }, hasToken);
  }
}

type Gate = (req: AdminRequest) => Promise<boolean>;

function mountOn(app: Pick<AdminApp, 'get'>, mayRead: Gate): void {
  const gate = gateFor(mayRead);
  app.get('/fax-sms/health', gate, answer(sendHealth));
  app.get('/fax-sms/metrics', gate, answer(sendMetrics));
}

/** A refusal says nothing and does not redirect to a login page. */
function gateFor(mayRead: Gate): RouteHandler {
  return (req, res, next) => {
    res.setHeader('cache-control', 'no-store');
    mayRead(req)
      .then((isAllowed) => (isAllowed ? next() : refuse(res)))
      .catch(next);
  };
}

function bearerOf({ headers }: AdminRequest): string {
  return /^bearer +(\S+)$/i.exec(headers.authorization ?? '')?.[1] ?? '';
}

function refuse(res: AdminResponse): void {
  res.setHeader('www-authenticate', 'Bearer realm="fax-sms"');
  res.status(401).end();
}

function answer(send: (req: AdminRequest, res: AdminResponse) => Promise<void>): RouteHandler {
  return (req, res) => {
    void Promise.resolve()
      .then(() => send(req, res))
      .catch((error: unknown) => fail(res, toError(error)));
  };
}

function fail(res: AdminResponse, error: Error): void {
  if (error instanceof AdminError) res.status(error.status).json({ message: error.message });
  else res.status(500).end();
}

async function sendHealth(req: AdminRequest, res: AdminResponse): Promise<void> {
  const found = await health(monitored.all(), healthQuery(req.query));
  res.status(found.status === 'ok' ? 200 : 503).json(found);
}

/** Loaded when first asked for, with the client library of Prometheus, which most users never need. */
function loadMetrics(): { metrics: typeof metrics } {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- only when somebody asks
  return require('./metrics') as { metrics: typeof metrics };
}

async function sendMetrics(req: AdminRequest, res: AdminResponse): Promise<void> {
  const { contentType, text } = await loadMetrics().metrics(monitored.all(), req.headers.accept ?? '');
  res.setHeader('content-type', contentType);
  res.end(text);
}
