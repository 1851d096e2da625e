import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';

export interface ScriptedRequest {
  method: string;
  url: URL;
  headers: IncomingMessage['headers'];
}

export type Script = (request: ScriptedRequest, response: ServerResponse) => void;

/** A web server on loopback that answers by a script and records the requests. */
export interface ScriptedServer {
  /** `http://127.0.0.1:<port>`, or with TLS `https://localhost:<port>`. */
  origin: string;
  port: number;
  requests: ScriptedRequest[];
  /** May be replaced at any time; applies to later requests. */
  script: Script;
  /** Also cuts running requests. */
  close(): Promise<void>;
}

export async function startScriptedServer(
  script: Script,
  tls?: { key: Buffer; cert: Buffer },
): Promise<ScriptedServer> {
  const onRequest = (incoming: IncomingMessage, response: ServerResponse): void => {
    const url = new URL(incoming.url ?? '/', 'http://scripted');
    const request = { method: incoming.method ?? '', url, headers: incoming.headers };
    scripted.requests.push(request);
    scripted.script(request, response);
  };
  const server: Server = tls === undefined ? createServer(onRequest) : createTlsServer(tls, onRequest);
  await new Promise<void>((resolve) => server.listen(0, tls === undefined ? '127.0.0.1' : 'localhost', resolve));
  const { port } = server.address() as AddressInfo;
  const scripted: ScriptedServer = {
    origin: tls === undefined ? `http://127.0.0.1:${port}` : `https://localhost:${port}`,
    port,
    requests: [],
    script,
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
  return scripted;
}

export function answerJson(response: ServerResponse, body: unknown, status = 200): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}
