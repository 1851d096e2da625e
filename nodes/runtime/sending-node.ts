import type { ConnectionState } from '../../src/connection/connection-state';
import {
  BadInputError,
  CancelError,
  DecideError,
  NoConnectionError,
  StoreError,
  toError,
} from '../../src/domain/errors';
import type { FaxOrder, SmsOrder } from '../../src/domain/job';
import { isRecord } from '../../src/domain/is-record';
import type { JobSender } from '../../src/outbox/job-sender';
import type { OutboxAccess } from '../../src/outbox/outbox-door';
import { isDecision, type SubmitRequest } from '../../src/outbox/submit-request';
import { useConnection, type ConnectionNode } from './connection-node';
import { DEFAULTS } from './defaults';
import { labelOf } from './labels';
import type { Message, NodeConfig, NodeRed, RuntimeNode } from './node-red';
import { outboxOf, type Taker } from './outbox-of';
import { withOwnBytes } from './own-bytes';
import { readNumber } from './read-number';
import { withReport } from './with-report';
import { onClose, onInput } from './safe-handlers';
import { savedMessage } from './saved-message';
import { senderStatus, type Latest } from './sender-status';
import { tellingMessage } from './telling-message';
import { Turns } from './turns';
import { typedProperties, type TypedProperties } from './typed-property';

export interface SendingContext {
  properties: TypedProperties;
  connection: ConnectionNode;
  outbox: OutboxAccess;
  /** Something of the order may be wrong; told once it is taken. */
  warn: (text: string) => void;
  /** How version 0.1.0 would have read one of its numbers; undefined = not at all. */
  formerly: (field: 'to' | 'from', number: string | undefined) => void;
}

interface Prepared {
  outbox: OutboxAccess;
  request: SubmitRequest;
  warnings: string[];
}

/** What one kind of sending node makes of a message. Rejects where nothing can be sent of it. */
export type MakeOrder = (context: SendingContext) => Promise<FaxOrder | SmsOrder>;

export interface SendingNode {
  RED: NodeRed;
  node: RuntimeNode;
  type: 'fax-send' | 'sms-send';
  /** With the default of each property that is missing. */
  config: NodeConfig;
  /** As they are in the flows: with variables. */
  saved: NodeConfig;
}

/** The life of a node that sends: input to durable job, outputs 1 (accepted) and 2 (finished), and its status. */
export function sendingNode(sending: SendingNode, makeOrder: MakeOrder): void {
  const { RED, node, type, config } = sending;
  let state: ConnectionState = { state: 'idle' };
  let latest: Latest | undefined;
  const reportKind = config.report === 'plain' || config.report === 'picture' ? config.report : undefined;
  const show = (next: { state?: ConnectionState; latest?: Latest }): void => {
    state = next.state ?? state;
    latest = next.latest ?? latest;
    node.status(senderStatus(RED, type, state, latest));
  };
  const sender = (connection: ConnectionNode): JobSender => ({
    id: node.id,
    accepted: (telling) => {
      const message = tellingMessage(telling, connection);
      node.send([telling.fax ? { ...message, fax: telling.fax } : message, null]);
    },
    finished: (telling) => node.send([null, tellingMessage(telling, connection)]),
    ...(reportKind && { prepare: (telling) => withReport(telling, { kind: reportKind, node, connection }) }),
    progress: (status) => show({ latest: { status, at: Date.now() } }),
  });
  const leave = useConnection(RED, node, config.connection, { sender, show: (next) => show({ state: next }) });
  const turns = new Turns();

  onInput(node, async (message) => {
    let end = (): void => undefined;
    const taken = new Promise<void>((resolve) => (end = resolve));
    const taker = outboxOf(RED, config.connection, taken);
    // What is wrong with the message may be found before anybody waits for it.
    taker.catch(() => undefined);
    await take(message, taker).finally(end);
  });

  async function take(message: Message, taker: Promise<Taker>): Promise<void> {
    if (message.cancel !== undefined) return cancel((await taker).outbox, message.cancel);
    if (message.decide !== undefined) return decide((await taker).outbox, message);
    const prepared = prepare(message, taker);
    try {
      await turns.take(prepared, ({ outbox, request }) => outbox.submit(request));
    } catch (error) {
      // What the connection or the store is to blame for is their state, and over with it.
      const isOfMessage = !(error instanceof NoConnectionError || error instanceof StoreError);
      if (isOfMessage) show({ latest: { refusal: toError(error), at: Date.now() } });
      throw error;
    }
    for (const warning of (await prepared).warnings) node.warn(warning);
  }

  async function prepare(message: Message, taker: Promise<Taker>): Promise<Prepared> {
    // At once: while the connection is waited for, others may write into the message's bytes.
    const properties = typedProperties(sending, withOwnBytes(message));
    const { connection, outbox } = await taker;
    // What can be refused comes first: an order has its documents in the folder already.
    const idempotencyKey = readIdempotencyKey(message);
    const reference = await properties.text('reference');
    const warnings: string[] = [];
    const warn = (text: string): void => void warnings.push(text);
    const former = new Map<string, string | undefined>();
    const formerly = (field: string, number: string | undefined): void => void former.set(field, number);
    const order = await makeOrder({ properties, connection, outbox, warn, formerly });
    const keyed = {
      ...{ order, reference, ...formerNumbers(order, former) },
      ...(idempotencyKey !== undefined && { idempotencyKey }),
    };
    return { outbox, request: requestOf(sending, { message, ...keyed }), warnings };
  }
  onClose(node, leave);
}

async function cancel(outbox: OutboxAccess, jobId: unknown): Promise<void> {
  if (typeof jobId !== 'string' || jobId === '') throw new CancelError('msg.cancel must be the id of a job');
  await outbox.cancel(jobId);
}

async function decide(outbox: OutboxAccess, { decide: decision, jobId }: Message): Promise<void> {
  if (!isDecision(decision)) throw new DecideError('msg.decide must be resend, sent or drop');
  if (typeof jobId !== 'string' || jobId === '') throw new DecideError('msg.jobId must be the id of a job');
  await outbox.decide(jobId, decision);
}

/** What that version refused it has made no job of. */
function formerNumbers(
  { to, from }: FaxOrder | SmsOrder,
  former: Map<string, string | undefined>,
): Pick<SubmitRequest, 'former'> {
  const [formerTo, formerFrom] = [former.get('to'), former.get('from')];
  if (formerTo === undefined || formerFrom === undefined || (formerTo === to && formerFrom === from)) return {};
  return { former: { to: formerTo, from: formerFrom } };
}

type Wanted = Pick<SubmitRequest, 'order' | 'reference' | 'idempotencyKey' | 'former'>;

function requestOf(sending: SendingNode, { message, ...wanted }: Wanted & { message: Message }): SubmitRequest {
  const { node } = sending;
  const { message: saved, isCut } = savedMessage(message);
  if (isCut) node.warn('the message is larger than 64 KiB without its payload: output 2 will carry only its name');
  const { event } = message;
  const cause =
    isRecord(event) && typeof event.key === 'string'
      ? { key: event.key, redelivered: event.redelivered === true }
      : undefined;
  return {
    ...{ node: node.id, saved, live: withoutPayload(message), giveUpMinutes: giveUpMinutes(sending) },
    ...wanted,
    ...(cause && { cause }),
  };
}

/** A key that is none is a flow's mistake: without one, both of two messages that were to be one job would be sent. */
function readIdempotencyKey({ idempotencyKey: key }: Message): string | undefined {
  if (key === undefined || key === null) return undefined;
  if (typeof key === 'number' && Number.isFinite(key)) return String(key);
  if (typeof key === 'string' && key !== '') return key;
  throw new BadInputError('msg.idempotencyKey must be a text that is not empty, or a number');
}

/** The status takes its place; a backlog of documents must not stay in memory for it. */
function withoutPayload(message: Message): Record<string, unknown> {
  return Object.fromEntries(Object.entries(message).filter(([name]) => name !== 'payload'));
}

function giveUpMinutes({ type, config }: SendingNode): number {
  const rule = { fallback: DEFAULTS[type].giveUpMinutes, min: 0.1, isInput: true };
  return readNumber(labelOf(type, 'giveUpMinutes'), config.giveUpMinutes, rule);
}
