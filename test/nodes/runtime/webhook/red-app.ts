import { once, EventEmitter } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type ServerResponse } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { HttpApp, NodeConfig, NodeRed } from '../../../../nodes/runtime/node-red';
import { silentLog } from '../../../../src/domain/log';
import type { HttpHandler } from '../../../../src/transports/webhook/webhook-handler';

/** Express and body-parser as Node-RED brings them; they have no types here. */
const load = createRequire(createRequire(__filename).resolve('node-red'));
type ExpressApp = HttpApp &
  ((req: unknown, res: unknown) => void) & {
    use(...args: unknown[]): unknown;
    post(path: string, ...handlers: unknown[]): unknown;
    options(path: string, ...handlers: unknown[]): unknown;
  };
const express = load('express') as () => ExpressApp;
const bodyParser = load('body-parser') as Record<'json' | 'urlencoded', (options: object) => HttpHandler>;

export interface RedAppSettings {
  httpAdminRoot?: string | false;
  httpNodeRoot?: string | false;
  httpNodeAuth?: HttpHandler;
  httpNodeMiddleware?: HttpHandler | HttpHandler[];
  /** What an embedding program puts before Node-RED's own layers. */
  foreign?: HttpHandler;
  userDir?: string;
  pushline?: object;
  adminAuth?: object;
  /** What is deployed. */
  flows?: NodeConfig[];
}

export interface RedApp {
  RED: NodeRed;
  port: number;
  warnings: string[];
  userDir: string;
  close(): Promise<void>;
}

/**
 * The apps of Node-RED stacked as its red.js stacks them: admin app with CORS and body parsers, `httpNodeAuth`, then the
 * flows' app with one `http in`; and the `RED` that a node sees of them.
 */
export async function startRedApp(
  given: RedAppSettings = {},
  mount: (RED: NodeRed) => void = () => undefined,
): Promise<RedApp> {
  const settings = { httpAdminRoot: '/', httpNodeRoot: '/', ...given };
  const userDir = given.userDir ?? (await mkdtemp(join(tmpdir(), 'pushline-red-')));
  const root = express();
  const httpNode = express();
  const editor = settings.httpAdminRoot === false ? undefined : editorApp();
  // Nodes get an app of their own, which the editor's one carries.
  const httpAdmin = express();
  editor?.use(httpAdmin);
  if (given.foreign) root.use(given.foreign);
  if (editor) root.use(settings.httpAdminRoot, editor);
  if (settings.httpNodeRoot !== false) {
    if (given.httpNodeAuth) root.use(settings.httpNodeRoot, given.httpNodeAuth);
    root.use(settings.httpNodeRoot, httpNode);
  }
  root.use(rawBodyCapture);
  const { stack } = root._router ?? { stack: [] };
  stack.unshift(...stack.splice(stack.length - 1, 1));

  const warnings: string[] = [];
  const RED = {
    httpNode,
    httpAdmin,
    settings: { ...settings, userDir },
    events: new EventEmitter(),
    log: { ...silentLog, warn: (text: string) => void warnings.push(text) },
    nodes: { eachNode: (visit: (config: NodeConfig) => void) => given.flows?.forEach(visit) },
  } as unknown as NodeRed;
  mount(RED);
  httpNode.post('/flow', (req: { body?: unknown }, res: ServerResponse) => res.end(JSON.stringify(req.body ?? null)));

  const server = createServer(root);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    RED,
    port: (server.address() as AddressInfo).port,
    warnings,
    userDir,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
      if (given.userDir === undefined) await rm(userDir, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

function editorApp(): ExpressApp {
  const app = express();
  app.use((req: { method: string }, res: ServerResponse, next: () => void) => {
    res.setHeader('Access-Control-Allow-Origin', '*');
    if (req.method === 'OPTIONS') res.writeHead(204).end();
    else next();
  });
  app.use(bodyParser.json({ limit: '5mb' }));
  app.use(bodyParser.urlencoded({ limit: '5mb', extended: true }));
  app.post('/flows', (_req: unknown, res: ServerResponse) => res.end('deployed'));
  return app;
}

/** As `http in` puts it first of all. */
function rawBodyCapture(_req: unknown, _res: unknown, next: () => void): void {
  next();
}
