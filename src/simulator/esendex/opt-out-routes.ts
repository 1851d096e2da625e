import { readBody } from '../http/read-body';
import { jsonReply, type Reply } from '../http/reply';
import type { SimulatedAccount } from './account';
import { sameReference } from './inbox-routes';
import { phoneNumber, restId } from './message-header';
import type { OptOuts } from './opt-outs';
import { pageOf, parameter } from './page';
import { isFields, parseRequestBody, textField } from './request-fields';
import { acceptsJson, type RestHandler, type RestRequest } from './rest-request';
import { refuse } from './send-request';
import { notFoundReply, xmlReply } from './service-reply';
import type { OptOut } from './sms-message';
import type { WireBehaviour } from './wire-behaviour';
import { wireDate } from './wire-date';
import { digitsOf, wireNumber } from './wire-number';
import { element, type XmlElement } from './xml';

export interface OptOutRoutesOptions {
  accounts: readonly SimulatedAccount[];
  optOuts: OptOuts;
  behaviour: WireBehaviour;
}

const MAX_BODY_BYTES = 64 * 1024;

export function optOutRoutes(
  options: OptOutRoutesOptions,
): Record<'optouts.list' | 'optouts.get' | 'optouts.create', RestHandler> {
  const { optOuts, behaviour } = options;
  const createdReply = (optOut: OptOut, { message, origin }: RestRequest): Reply =>
    acceptsJson(message)
      ? jsonReply({ OptOut: optOutFields(optOut, behaviour), Errors: [] })
      : xmlReply(element('response', [optOutElement(optOut, behaviour, origin)]), behaviour);
  /** Not wrapped, unlike the answer to a creation. */
  const foundReply = (optOut: OptOut, { message, origin }: RestRequest): Reply =>
    acceptsJson(message)
      ? jsonReply(optOutFields(optOut, behaviour))
      : xmlReply(optOutElement(optOut, behaviour, origin), behaviour);

  return {
    'optouts.list': ({ query, message, origin }) => {
      const from = parameter(query, 'from');
      const reference = parameter(query, 'accountreference');
      const found = optOuts
        .list()
        .filter((optOut) => from === undefined || optOut.from === digitsOf(from))
        .filter(({ account }) => reference === undefined || sameReference(account.reference, reference));
      const { items, attributes } = pageOf(found, query, behaviour);
      if (!acceptsJson(message)) {
        const listed = items.map((optOut) => optOutElement(optOut, behaviour, origin));
        return xmlReply(element('optouts', listed, attributes), behaviour);
      }
      return jsonReply({
        StartIndex: attributes.startindex,
        Count: attributes.count,
        TotalCount: attributes.totalcount,
        OptOuts: items.map((optOut) => optOutFields(optOut, behaviour)),
      });
    },

    'optouts.get': (request) => {
      const optOut = optOuts.find(request.named);
      return optOut ? foundReply(optOut, request) : notFoundReply();
    },

    'optouts.create': async (request) => {
      const { account, number } = await wantedOptOut(options, request);
      const { optOut, existed } = optOuts.add(account, number);
      if (existed) refuse(409, 'optout_exists', 'The number has opted out already');
      return createdReply(optOut, request);
    },
  };
}

async function wantedOptOut(
  { accounts }: OptOutRoutesOptions,
  { message }: RestRequest,
): Promise<{ account: SimulatedAccount; number: string }> {
  const body = await readBody(message, MAX_BODY_BYTES);
  const { fields } = parseRequestBody(message.headers['content-type'], body ?? Buffer.alloc(0));
  const lower = lowerCaseNames(fields);
  const from = lowerCaseNames(isFields(lower.from) ? lower.from : {});
  const number = digitsOf(textField(from, 'phonenumber'));
  if (number === '') refuse(400, 'phonenumber_missing', 'No phone number was supplied');
  const reference = textField(lower, 'accountreference');
  const account = accounts.find((known) => sameReference(known.reference, reference));
  return { account: account ?? refuse(403, 'accountreference_invalid', 'The account may not be used'), number };
}

/** XML has names in lower case; JSON has Pascal case, like the vendor's .NET client. */
function lowerCaseNames(fields: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name.toLowerCase(), value]));
}

function optOutElement(
  { id, account, from, receivedAt }: OptOut,
  behaviour: WireBehaviour,
  origin: string,
): XmlElement {
  return element(
    'optout',
    [
      element('accountreference', account.reference),
      element('receivedat', wireDate(receivedAt, behaviour.dates)),
      phoneNumber('from', from, behaviour),
      element('link', '', { rel: 'self', href: `${origin}/v1.0/optouts/${restId(id, behaviour)}` }),
    ],
    { id: restId(id, behaviour) },
  );
}

function optOutFields({ id, account, from, receivedAt }: OptOut, behaviour: WireBehaviour): Record<string, unknown> {
  return {
    Id: restId(id, behaviour),
    AccountReference: account.reference,
    ReceivedAt: wireDate(receivedAt, behaviour.dates),
    From: { PhoneNumber: wireNumber(from, behaviour.numbers) },
  };
}
