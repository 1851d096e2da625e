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
  /** The node's properties, missing ones with their defaults. */
  config: NodeConfig;
  /** The properties as they are saved in the flows, with variables not replaced. */
  saved: NodeConfig;
}

export interface SendingContext {
  properties: TypedProperties;
  connection: ConnectionNode;
  outbox: OutboxAccess;
  /** Adds a warning about the order; reported once the order has been submitted. */
  warn: (text: string) => void;
  /** Notes how version 0.1.0 would have read one of the numbers; undefined = it would have refused it. */
  formerly: (field: 'to' | 'from', number: string | undefined) => void;
}

/** Makes a message's orders, one for each of `numbers`. Rejects if the message cannot be sent. */
export type MakeOrders = (context: SendingContext, numbers: readonly string[]) => Promise<(FaxOrder | SmsOrder)[]>;

export interface JobRequests {
  requests: SubmitRequest[];
  warnings: string[];
}

/** The most that the saved messages of one list may take together. */
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
  // Checks come first, because making an order already writes its documents to the folder.
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

/** The path of the list in the message. */
function listOf({ RED, config: { to, toType } }: SendingNodeParts): { RED: NodeRed; path?: string } {
  return compact({ RED, path: toType === 'msg' && typeof to === 'string' ? to : undefined });
}

function causeOf({ event }: Message): SubmitRequest['cause'] {
  if (!isRecord(event) || typeof event.key !== 'string') return undefined;
  return { key: event.key, redelivered: event.redelivered === true };
}

/** Without numbers that version 0.1.0 refused: it cannot have made a job for them. */
function formerNumbers(
  { to, from }: FaxOrder | SmsOrder,
  former: Map<string, string | undefined>,
): Pick<SubmitRequest, 'former'> {
  const [formerTo, formerFrom] = [former.get('to'), former.get('from')];
  if (formerTo === undefined || formerFrom === undefined || (formerTo === to && formerFrom === from)) return {};
  return { former: { to: formerTo, from: formerFrom } };
}

/** Throws for an unusable key: if it were ignored, two messages that should make one job would both be sent. */
function readIdempotencyKey({ idempotencyKey: key }: Message): string | undefined {
  if (key === undefined || key === null) return undefined;
  if (typeof key === 'number' && Number.isFinite(key)) return String(key);
  if (typeof key === 'string' && key !== '') return key;
  throw new BadInputError('msg.idempotencyKey must be a number, or text that is not empty');
}

/** The payload is replaced by the status anyway, and documents of waiting jobs must not fill the memory. */
function withoutPayload(message: Message): Message {
  return Object.fromEntries(Object.entries(message).filter(([name]) => name !== 'payload'));
}

function giveUpMinutes({ type, config }: SendingNodeParts): number {
  const rule = { ...NUMBERS[type].giveUpMinutes, fallback: DEFAULTS[type].giveUpMinutes, isInput: true };
  return readNumber(labelOf(type, 'giveUpMinutes'), config.giveUpMinutes, rule);
}
