import type { Agent, ClientRequest } from 'node:http';
import { createRequire } from 'node:module';
import type { Socket } from 'node:net';
import type { ClientOptions, WebSocket } from 'ws';
import { compact } from '../../domain/compact';
import { checkedTls, type TlsOptions } from '../../network/tls';
import type { Phase } from './failure';

/**
 * Makes the proxy's agent for one attempt. By itself an agent keeps its socket to the proxy when the request is given
 * up, so `signal` tells it when the attempt, or the connection that came of it, is over.
 */
export type OpenAgent = (signal: AbortSignal) => Agent;

export interface WebSocketTarget {
  url: URL;
  /** Sent as the bearer token of the upgrade request; empty = none. */
  token: string;
  tls?: TlsOptions;
  agent?: OpenAgent;
  /** Size of the largest message that is accepted. */
  maxBytes: number;
}

const load = createRequire(__filename);

const KEEP_ALIVE_MS = 30_000;

/** Starts to connect. `onPhase` is called with what is being waited for, because every phase has its own deadline. */
export function openWebSocket(target: WebSocketTarget, onPhase: (phase: Phase) => void): WebSocket {
  const { url, token, tls, agent, maxBytes } = target;
  const over = new AbortController();
  // Loaded with the first socket, because most accounts have none.
  const library = load('ws') as typeof import('ws');
  const options: ClientOptions = compact({
    ...checkedTls(tls),
    agent: agent?.(over.signal),
    headers: token === '' ? {} : { authorization: `Bearer ${token}` },
    followRedirects: false,
    perMessageDeflate: false,
    maxPayload: maxBytes,
    finishRequest: (request) => sendWhenReady(request, url.protocol === 'wss:', onPhase),
  });
  const socket = new library.WebSocket(url, options);
  socket.once('close', () => over.abort());
  return socket;
}

/** The request, and with it the token, is sent only after the server has proved its identity by TLS. */
function sendWhenReady(request: ClientRequest, secure: boolean, onPhase: (phase: Phase) => void): void {
  const send = (): void => {
    if (request.destroyed) return;
    onPhase('upgrade');
    request.end();
  };
  request.once('socket', (socket) => {
    socket.setKeepAlive(true, KEEP_ALIVE_MS);
    whenConnected(socket, () => {
      if (!secure) {
        send();
        return;
      }
      onPhase('tls');
      socket.once('secureConnect', send);
    });
  });
}

/** A socket through a proxy is connected already. */
function whenConnected(socket: Socket, connected: () => void): void {
  if (socket.connecting) socket.once('connect', connected);
  else connected();
}
