import type { EventEmitter } from 'node:events';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Log } from '../../src/domain/log';
import type { HttpHandler } from '../../src/transports/webhook/webhook-handler';
import type { NodeConfig } from '../rules/node-config';

export type { NodeConfig };

/** The part of Node-RED's API that this package uses, typed more strictly than Node-RED's own types (4.1 and 5). */
export interface NodeRed {
  nodes: {
    createNode(node: RuntimeNode, config: NodeConfig): void;
    /** undefined while a deploy replaces the node. */
    getNode(id: string): RuntimeNode | null | undefined;
    /** As they were saved, with variables not replaced. */
    getCredentials(id: string): Record<string, string | undefined> | undefined;
    registerType(type: string, constructor: unknown, options?: { credentials?: Record<string, CredentialType> }): void;
    /** Visits everything that is deployed, including disabled nodes and tabs. */
    eachNode(visit: (config: NodeConfig) => void): void;
  };
  settings: Record<string, unknown> & { userDir?: string; get?(name: string): unknown };
  events: EventEmitter;
  /** The HTTP server; absent in some test set-ups. */
  server?: Server | undefined;
  /** The admin app; undefined if the editor is disabled. */
  httpAdmin?: (AdminApp & Pick<HttpApp, 'parent'>) | undefined;
  /** The app of the flows' routes. */
  httpNode?: (HttpApp & Partial<Pick<AdminApp, 'get'>>) | undefined;
  log: Log;
  /** Publishes to every open editor; absent in some test set-ups. */
  comms?: { publish(topic: string, data: unknown, retain: boolean): void } | undefined;
  auth: { needsPermission(permission: string): RouteHandler };
  util: {
    /** The value of an environment variable for this node; undefined: it is not set. */
    getSetting(node: RuntimeNode, name: string): unknown;
    generateId(): string;
    /** A deep clone, except for `req` and `res`; cloned Buffers share their memory with the original. */
    cloneMessage(message: Message): Message;
    /** Returns false if the path does not exist in the message and `createMissing` is false. */
    setMessageProperty(message: Message, path: string, value: unknown, createMissing: boolean): boolean;
    /** Evaluates a typed property; context and JSONata values come by the callback. */
    evaluateNodeProperty(
      value: string,
      type: string,
      node: RuntimeNode,
      message: Message,
      callback: (error: unknown, result: unknown) => void,
    ): void;
  };
  /** The version of Node-RED; absent in some test set-ups. */
  version?(): string;
  /** Looks up a catalogue key and fills in its values. */
  _(key: string, values?: Record<string, unknown>): string;
}

export interface CredentialType {
  type: 'text' | 'password';
}

export interface RuntimeNode {
  id: string;
  type: string;
  name?: string;
  credentials?: Record<string, string | undefined>;
  /** The ids of the nodes that each output is wired to. */
  wires: string[][];
  send(message: unknown): void;
  status(status: NodeStatus | Record<string, never>): void;
  log(text: string): void;
  warn(text: string): void;
  error(error: unknown, message?: unknown): void;
  on(event: 'input', handler: (message: Message, send: Send, done: Done) => void): void;
  on(event: 'close', handler: (removed: boolean, done: () => void) => void): void;
}

export interface NodeStatus {
  fill: 'red' | 'green' | 'yellow' | 'blue' | 'grey';
  shape: 'ring' | 'dot';
  text: string;
  /** For Status nodes: docs/contract.md#statuses. */
  state: string;
}

export type Message = Record<string, unknown> & { payload?: unknown; event?: unknown };
export type Send = (message: unknown) => void;
export type Done = (error?: Error) => void;

export type RouteHandler = (req: AdminRequest, res: AdminResponse, next: (error?: unknown) => void) => void;
export type AdminRequest = IncomingMessage & {
  params: Record<string, string>;
  query: Record<string, unknown>;
  body: unknown;
  /** The user who has logged in; absent without `adminAuth`. */
  user?: unknown;
};
export type AdminResponse = ServerResponse & { status(code: number): AdminResponse; json(body: unknown): void };

/** The part of an Express 4 app that this package uses. */
export interface HttpApp {
  use(handler: HttpHandler): unknown;
  /** The app it is mounted on. */
  parent?: HttpApp | undefined;
  /** Undefined before its first use. */
  _router?: { stack: { name: string; handle: unknown }[] } | undefined;
}

export interface AdminApp {
  get(path: string, ...handlers: RouteHandler[]): void;
  post(path: string, ...handlers: RouteHandler[]): void;
}

/** A log for things that all nodes share, such as the store, which no single node should report. */
export function sharedLog({ log }: NodeRed): Log {
  return {
    info: (text) => log.info(`pushline: ${text}`),
    warn: (text) => log.warn(`pushline: ${text}`),
    error: (text) => log.error(`pushline: ${text}`),
  };
}
