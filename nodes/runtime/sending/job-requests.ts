import { compact } from '../../../src/domain/compact';
import { BadInputError } from '../../../src/domain/errors';
import { isRecord } from '../../../src/domain/is-record';
import type { FaxOrder, SmsOrder } from '../../../src/domain/job';
import type { OutboxAccess } from '../../../src/connection/outgoing';
import type { SubmitRequest } from '../../../src/outbox/new-job';
import { NUMBERS } from '../../rules/number';
import type { ConnectionNode } from '../connection/connection-node';
import { DEFAULTS } from '../../rules/defaults';
import { labelOf } from '../labels';
import { listedMessages } from './listed-messages';
import type { Message, NodeConfig, NodeRed, RuntimeNode } from '../node-red';
import { numberFields } from './number-fields';
import { readNumber } from '../settings/read-number';
import { MAX_BYTES, savedMessage } from './saved-message';
import type { TypedProperties } from './typed-property';

export interface SendingNodeParts {
  RED: NodeRed;
  node: RuntimeNode;
  type: 'fax-send' | 'sms-send';
  /** With the default of each property that is missing. */
  config: NodeConfig;
  /** As they are in the flows: with variables. */
  saved: NodeConfig;
}

export interface SendingContext {
  properties: TypedProperties;
  connection: ConnectionNode;
  outbox: OutboxAccess;
  /** What may be wrong with the order; reported once it is taken. */
  warn: (text: string) => void;
  /** How version 0.1.0 would have read one of its numbers; undefined = not at all. */
  formerly: (field: 'to' | 'from', number: string | undefined) => void;
}

/** What one kind of sending node makes of a message, for each of `numbers`. Rejects where nothing can be sent of it. */
export type MakeOrders = (context: SendingContext, numbers: readonly string[]) => Promise<(FaxOrder | SmsOrder)[]>;

export interface JobRequests {
  requests: SubmitRequest[];
  warnings: string[];
}

/** Of all messages that one list becomes. */
const MAX_LIST_BYTES = 16 * 1024 * 1024;
const MIN_BYTES = 4 * 1024;

/** The jobs that a message asks for: one, or one for each number of a list. */
export async function jobRequests(
  sending: SendingNodeParts,
  message: Message,
  place: Pick<SendingContext, 'properties' | 'connection' | 'outbox'>,
  makeOrders: MakeOrders,
): Promise<JobRequests> {
  const warnings: string[] = [];
  const former = new Map<string, string | undefined>();
  const context: SendingContext = {
    ...place,
    warn: (text) => void warnings.push(text),
    formerly: (field, number) => void former.set(field, number),
  };
  // What can be refused comes first: an order has its documents in the folder already.
  const idempotencyKey = readIdempotencyKey(message);
  const reference = await place.properties.text('reference');
  const minutes = giveUpMinutes(sending);
  const { each, isList } = await numberFields(context).recipients(sending.type === 'fax-send' ? 'fax' : 'sms');
  const orders = await makeOrders(
    context,
    each.map(({ number }) => number),
  );
  const given = each.map((recipient) => recipient.given);
  const messages = isList ? listedMessages(withoutPayload(message), given, listOf(sending)) : [message];
  const maxBytes = Math.min(MAX_BYTES, Math.max(MIN_BYTES, Math.floor(MAX_LIST_BYTES / messages.length)));
  const cause = causeOf(message);
  const saved = messages.map((own) => savedMessage(own, maxBytes));
  const requests = orders.map((order, index): SubmitRequest => {
    return compact({
      node: sending.node.id,
      reference,
      giveUpMinutes: minutes,
      isListed: isList,
      idempotencyKey,
      cause,
      saved: saved[index]?.message ?? {},
      live: withoutPayload(messages[index] ?? {}),
      order,
      ...(isList ? undefined : formerNumbers(order, former)),
    });
  });
  if (saved.some(({ isCut }) => isCut))
    warnings.push(
      'the message is too large even without its payload: output 2 will carry only _msgid, topic, event and parts of it',
    );
  return { requests, warnings };
}

/** Where in the message the list is. */
function listOf({ RED, config: { to, toType } }: SendingNodeParts): { RED: NodeRed; path?: string } {
  return compact({ RED, path: toType === 'msg' && typeof to === 'string' ? to : undefined });
}

function causeOf({ event }: Message): SubmitRequest['cause'] {
  if (!isRecord(event) || typeof event.key !== 'string') return undefined;
  return { key: event.key, redelivered: event.redelivered === true };
}

/** A number that that version refused has no job of that version. */
function formerNumbers(
  { to, from }: FaxOrder | SmsOrder,
  former: Map<string, string | undefined>,
): Pick<SubmitRequest, 'former'> {
  const [formerTo, formerFrom] = [former.get('to'), former.get('from')];
  if (formerTo === undefined || formerFrom === undefined || (formerTo === to && formerFrom === from)) return {};
  return { former: { to: formerTo, from: formerFrom } };
}

/** An unusable key is a mistake in the flow: without a key, two messages that should be one job would both be sent. */
function readIdempotencyKey({ idempotencyKey: key }: Message): string | undefined {
  if (key === undefined || key === null) return undefined;
  if (typeof key === 'number' && Number.isFinite(key)) return String(key);
  if (typeof key === 'string' && key !== '') return key;
  throw new BadInputError('msg.idempotencyKey must be a number, or text that is not empty');
}

/** The status takes its place; a backlog of documents must not stay in memory for it. */
function withoutPayload(message: Message): Message {
  return Object.fromEntries(Object.entries(message).filter(([name]) => name !== 'payload'));
}

function giveUpMinutes({ type, config }: SendingNodeParts): number {
  const rule = { ...NUMBERS[type].giveUpMinutes, fallback: DEFAULTS[type].giveUpMinutes, isInput: true };
  return readNumber(labelOf(type, 'giveUpMinutes'), config.giveUpMinutes, rule);
}
