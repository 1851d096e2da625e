import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Message, NodeRed, NodeStatus, RuntimeNode } from '../../nodes/runtime/node-red';
import { eventually } from './eventually';
import faxReceiveIn = require('../../nodes/fax-receive-in/fax-receive-in');
import faxSend = require('../../nodes/fax-send/fax-send');
import faxStatusIn = require('../../nodes/fax-status-in/fax-status-in');
import smsPushIn = require('../../nodes/sms-push-in/sms-push-in');
import smsSend = require('../../nodes/sms-send/sms-send');
import faxSmsConnection = require('../../nodes/fax-sms-connection/fax-sms-connection');
import faxSmsState = require('../../nodes/fax-sms-state/fax-sms-state');
import pushlineStore = require('../../nodes/pushline-store/pushline-store');
import markReceived = require('../../nodes/mark-received/mark-received');

const load = createRequire(__filename);

export type FlowNode = { id: string; type: string } & Record<string, unknown>;
export type DeployKind = 'full' | 'flows' | 'nodes';
type Module = (RED: NodeRed) => void;

/** The part of node-red-node-test-helper that is used here; the package has no types. */
interface TestHelper {
  init(runtimePath: string, settings?: object): void;
  settings(settings: object): void;
  startServer(): Promise<void>;
  stopServer(): Promise<void>;
  load(modules: Module[], flow: FlowNode[], credentials?: object): Promise<void>;
  unload(): Promise<void>;
  /** Node-RED's own: the one of the helper waits 300 ms for the flows to start, and not a moment longer. */
  _redNodes: { setFlows(flow: FlowNode[], credentials: object, kind: DeployKind): Promise<unknown> };
  getNode(id: string): RuntimeNode | null;
  request(): AdminClient;
}

/** The part of supertest that is used here. */
export interface AdminClient {
  get(path: string): AdminCall;
  post(path: string): AdminCall;
}
export interface AdminCall extends PromiseLike<{ status: number; body: unknown; text: string }> {
  send(body: object | string): AdminCall;
  set(header: string, value: string): AdminCall;
}

const helper = load('node-red-node-test-helper') as TestHelper;
const CORE: Record<string, string> = {
  'tls-config': '@node-red/nodes/core/network/05-tls.js',
  'http proxy': '@node-red/nodes/core/network/06-httpproxy.js',
  file: '@node-red/nodes/core/storage/10-file.js',
  change: '@node-red/nodes/core/function/15-change.js',
  switch: '@node-red/nodes/core/function/10-switch.js',
  split: '@node-red/nodes/core/sequence/17-split.js',
  join: '@node-red/nodes/core/sequence/17-split.js',
};

/** A real Node-RED runtime with our nodes and its own user directory. */
export class NodeRedRig {
  /** The statuses of each node, in order. */
  readonly statuses = new Map<string, NodeStatus[]>();
  /** The messages that each `test-sink` got. */
  readonly received = new Map<string, Message[]>();
  /** The lines of the log, as users read them. */
  readonly log: string[] = [];
  /** The permissions that the admin routes require, by method and path. */
  readonly permissions: string[] = [];
  /** The permissions that the user lacks. */
  readonly lacking = new Set<string>();
  #RED: NodeRed | undefined;

  private constructor(readonly userDir: string) {}

  static async start(settings: object = {}): Promise<NodeRedRig> {
    const rig = new NodeRedRig(await mkdtemp(join(tmpdir(), 'pushline-red-')));
    helper.init(load.resolve('node-red'));
    // Faster, so that no test waits a minute for a poll. Allowed only with the simulator and on loopback.
    const own = { userDir: rig.userDir, pushline: { timeScale: 50 }, httpNodeRoot: '/', get: () => undefined };
    helper.settings({ ...own, ...settings });
    await helper.startServer();
    return rig;
  }

  get RED(): NodeRed {
    if (!this.#RED) throw new Error('nothing is loaded');
    return this.#RED;
  }

  /** Loads a flow. Node-RED gets copies, because it empties the credentials it is given. */
  async load(flow: FlowNode[], credentials: object = {}): Promise<void> {
    const paths = new Set(flow.flatMap(({ type }) => CORE[type] ?? []));
    const core = [...paths].map((path) => load(path) as Module);
    const probe: Module = (RED) => this.#probe(RED);
    await helper.load(
      [
        probe,
        ...core,
        pushlineStore,
        faxSmsConnection,
        faxReceiveIn,
        faxStatusIn,
        faxSend,
        smsPushIn,
        smsSend,
        markReceived,
        faxSmsState,
      ],
      flow,
      structuredClone(credentials),
    );
  }

  async deploy(flow: FlowNode[], kind: DeployKind, credentials: object = {}): Promise<void> {
    const areStarted = new Promise<void>((resolve) => this.RED.events.once('flows:started', resolve));
    await helper._redNodes.setFlows(flow, structuredClone(credentials), kind);
    await areStarted;
  }

  node(id: string): RuntimeNode {
    const node = helper.getNode(id);
    if (!node) throw new Error(`no node ${id}`);
    return node;
  }

  admin(): AdminClient {
    return helper.request();
  }

  status(id: string): NodeStatus | undefined {
    return this.statuses.get(id)?.at(-1);
  }

  async reached(id: string, state: string): Promise<NodeStatus> {
    return eventually(`${id} is ${state}`, () => {
      const status = this.status(id);
      return status?.state === state && status;
    });
  }

  /** It may be over by now. What waits may be counted behind it. */
  async showed(id: string, text: string): Promise<void> {
    const isShown = (status: NodeStatus): boolean => status.text.split(', ').some((part) => part.endsWith(`.${text}`));
    await eventually(`${id} has shown ${text}`, () => this.statuses.get(id)?.some(isShown));
  }

  messages(sink: string): Message[] {
    return this.received.get(sink) ?? [];
  }

  async got(sink: string, count: number): Promise<Message[]> {
    await eventually(`${sink} has got ${count}`, () => this.messages(sink).length >= count);
    return this.messages(sink);
  }

  /** Ends everything. Removes the connections first, so that their simulators end as well. */
  async stop(): Promise<void> {
    if (this.#RED) await this.deploy([], 'full');
    await helper.unload();
    await helper.stopServer();
    // With retries, because the list of known webhook paths may still be written.
    await rm(this.userDir, { recursive: true, force: true, maxRetries: 5 });
  }

  #probe(RED: NodeRed): void {
    this.#RED = RED;
    const { received, log, permissions, lacking } = this;
    RED.events.removeAllListeners('node-status');
    RED.events.on('node-status', ({ id, status }: { id: string; status: NodeStatus }) => {
      this.statuses.set(id, [...(this.statuses.get(id) ?? []), status]);
    });
    const { log: logger } = RED as unknown as { log: { addHandler(handler: object): void } };
    logger.addHandler({
      emit: (_event: string, line: { msg: unknown }) => {
        const { msg } = line;
        log.push(msg instanceof Error ? `${msg.message} ${msg.stack ?? ''}` : JSON.stringify(msg ?? null));
      },
    });
    const allow = RED.auth.needsPermission.bind(RED.auth);
    RED.auth.needsPermission = (permission) => {
      permissions.push(permission);
      const gate = allow(permission);
      return (req, res, next) => (lacking.has(permission) ? res.status(401).end() : gate(req, res, next));
    };
    RED.nodes.registerType('test-sink', function (this: RuntimeNode, config: FlowNode) {
      RED.nodes.createNode(this, config);
      this.on('input', (message, _send, done) => {
        received.set(config.id, [...(received.get(config.id) ?? []), message]);
        done();
      });
    });
  }
}

/** A tab with these nodes. Nodes without wires are configuration nodes, which belong to no tab. */
export function tab(...nodes: FlowNode[]): FlowNode[] {
  const placed = nodes.map((node) => ('wires' in node ? { z: 'tab-1', x: 9, y: 9, ...node } : node));
  return [{ id: 'tab-1', type: 'tab', label: 'faxes' }, ...placed];
}

export function connectionNode(id: string, more: object = {}): FlowNode {
  return { id, type: 'fax-sms-connection', name: `Line of ${id}`, provider: 'etherfax', pollSeconds: '10', ...more };
}

export function receiveNode(id: string, wires: string[], more: object = {}): FlowNode {
  const defaults = { number: '', complete: 'manual', output: 'record', format: 'original' };
  return { id, type: 'fax-receive-in', connection: 'line-1', ...defaults, wires: [wires], ...more };
}

export function markNode(id: string, wires: string[] = [], more: object = {}): FlowNode {
  return { id, type: 'mark-received', connection: '', then: 'keep', wires: [wires], ...more };
}

export function sinkNode(id: string): FlowNode {
  return { id, type: 'test-sink', wires: [] };
}
