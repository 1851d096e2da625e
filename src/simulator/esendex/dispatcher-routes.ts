import type { Waits } from '../waits';
import { readBody } from '../http/read-body';
import { jsonReply, type Reply } from '../http/reply';
import type { SimulatedAccount } from './account';
import { sameReference } from './inbox-routes';
import { restId } from './message-header';
import { parameter } from './page';
import { parseSendRequest } from './parse-send-request';
import { isFields, parseRequestBody, textField, type RequestBody } from './request-fields';
import { acceptsJson, type RestHandler, type RestRequest } from './rest-request';
import { refuse, type ServiceError } from './send-request';
import { xmlReply } from './service-reply';
import type { SentBatch, SimulatedOutbox } from './simulated-outbox';
import { charactersetOf, countParts, forcedToGsm } from './sms-parts';
import type { WireBehaviour } from './wire-behaviour';
import { element, type XmlElement } from './xml';

export interface DispatcherRoutesOptions {
  accounts: readonly SimulatedAccount[];
  outbox: SimulatedOutbox;
  behaviour: WireBehaviour;
  waits: Waits;
}

const MAX_BODY_BYTES = 64 * 1024 * 1024;
/** How long an answer waits for a receipt that should come before it. */
const MAX_EARLY_MS = 5_000;

export function dispatcherRoutes(
  options: DispatcherRoutesOptions,
): Record<'dispatcher.send' | 'messages.information', RestHandler> {
  return {
    'dispatcher.send': (request) => send(options, request),
    'messages.information': async ({ message }) =>
      informationReply(await bodyOf(message), acceptsJson(message), options.behaviour),
  };
}

async function send(options: DispatcherRoutesOptions, { message, query, origin }: RestRequest): Promise<Reply> {
  const { accounts, outbox, behaviour, waits } = options;
  const body = await bodyOf(message);
  const request = parseSendRequest(body);
  const account = accounts.find(({ reference }) => sameReference(reference, request.accountReference));
  if (!account) refuse(400, 'accountreference_invalid', `Invalid Account Reference ${request.accountReference}`);
  const { batch, errors, early } = outbox.submit(account, request);
  if (early) await Promise.race([early, new Promise<void>((resolve) => waits.after(MAX_EARLY_MS, resolve))]);
  const mustList = parameter(query, 'returnmessageheaders')?.toLowerCase() === 'true';
  const listed = mustList || behaviour.dispatcherIds === 'listed' ? linksOf(batch, behaviour, origin) : [];
  // In upper case, as in the vendor's samples.
  const batchid = batch.id.toUpperCase();
  return body.format === 'json' || acceptsJson(message)
    ? jsonReply({ batch: { batchid, messageheaders: listed }, errors })
    : xmlReply(
        element(
          'messageheaders',
          listed.map((link) => element('messageheader', '', link)),
          { batchid },
        ),
        behaviour,
      );
}

async function bodyOf(message: RestRequest['message']): Promise<RequestBody> {
  const body = await readBody(message, MAX_BODY_BYTES);
  return parseRequestBody(message.headers['content-type'], body ?? refuse(400, 'request_too_large', 'Too large'));
}

function linksOf({ messages }: SentBatch, behaviour: WireBehaviour, origin: string): { uri: string; id: string }[] {
  return messages.map((sms) => {
    const id = restId(sms.id, behaviour);
    return { uri: `${origin}/v1.0/${behaviour.uris}/${id}`, id };
  });
}

/** Answers how many parts the texts would have, without sending anything. */
function informationReply(body: RequestBody, json: boolean, behaviour: WireBehaviour): Reply {
  // XML has the `message` elements in the root, JSON has a list `messages`.
  const { messages } = body.fields;
  const list = body.format === 'xml' ? body.fields.message : messages;
  if (!Array.isArray(list) || list.length === 0) refuse(400, 'messages_missing', 'No messages were supplied');
  const results = (list as unknown[]).map((message, elementat) => information(message, elementat));
  const counted = results.filter((one) => 'parts' in one);
  const errors = results.filter((one) => 'code' in one);
  if (body.format === 'json' || json) return jsonReply({ messages: counted, errors });
  const listElement = (name: string, item: string, items: object[]): XmlElement =>
    element(
      name,
      items.map((one) => itemElement(item, one)),
    );
  return xmlReply(
    element('response', [listElement('messages', 'message', counted), listElement('errors', 'error', errors)]),
    behaviour,
  );
}

type Information = {
  elementat: number;
} & (ServiceError | { parts: number; characterset: string; availablecharactersinlastpart: number });

function information(message: unknown, elementat: number): Information {
  const body = isFields(message) ? textField(message, 'body') : '';
  const asked = isFields(message) ? textField(message, 'characterset').toLowerCase() : '';
  if (body === '') return { elementat, code: 'body_missing', description: 'The message has no body' };
  const characterset = asked === 'unicode' ? 'Unicode' : asked === 'auto' ? charactersetOf(body) : 'GSM';
  const text = characterset === 'GSM' ? forcedToGsm(body) : body;
  const { parts, availableInLastPart } = countParts(text, characterset);
  return { elementat, parts, characterset, availablecharactersinlastpart: availableInLastPart };
}

function itemElement(name: string, item: object): XmlElement {
  const { elementat = 0, ...fields } = item as Record<string, string | number>;
  return element(
    name,
    Object.entries(fields).map(([key, value]) => element(key, value)),
    { elementat },
  );
}
