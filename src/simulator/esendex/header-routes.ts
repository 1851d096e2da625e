import type { Login } from './account';
import { sameReference } from './inbox-routes';
import { messageBody, messageHeader, restId } from './message-header';
import { pageOf, parameter, windowOf } from './page';
import type { RestHandler } from './rest-request';
import { notFoundReply, xmlReply } from './service-reply';
import type { SimulatedInbox } from './simulated-inbox';
import type { SentBatch, SimulatedOutbox } from './simulated-outbox';
import type { InboundSms, OutboundSms } from './sms-message';
import type { WireBehaviour } from './wire-behaviour';
import { wireDate } from './wire-date';
import { digitsOf } from './wire-number';
import { element, type XmlElement } from './xml';

export interface HeaderRoutesOptions {
  login: Login;
  inbox: SimulatedInbox;
  outbox: SimulatedOutbox;
  behaviour: WireBehaviour;
}

type HeaderAction =
  'headers.list' | 'headers.get' | 'headers.body' | 'batches.list' | 'batches.get' | 'batches.messages';

/**
 * Lists have only sent messages; single headers and bodies are for both directions. Always XML, whatever is accepted.
 */
export function headerRoutes(options: HeaderRoutesOptions): Record<HeaderAction, RestHandler> {
  const { inbox, outbox, behaviour } = options;
  const find = (id: string): InboundSms | OutboundSms | undefined => inbox.find(id) ?? outbox.find(id);
  const list =
    (messages: (named: string) => OutboundSms[] | undefined): RestHandler =>
    ({ named, query, origin }) => {
      const found = messages(named)?.filter(filterOf(query));
      if (!found) return notFoundReply();
      const { items, attributes } = pageOf(found, query, behaviour);
      const headers = items.map((sms) => messageHeader(sms, { behaviour, origin }));
      return xmlReply(element('messageheaders', headers, attributes), behaviour);
    };

  return {
    'headers.list': list(() => outbox.list()),
    'headers.get': ({ named, origin }) => {
      const sms = find(named);
      return sms ? xmlReply(messageHeader(sms, { behaviour, origin }), behaviour) : notFoundReply();
    },
    'headers.body': ({ named }) => {
      const sms = find(named);
      return sms ? xmlReply(messageBody(sms), behaviour) : notFoundReply();
    },
    'batches.list': ({ query, origin }) => {
      const ofAccount = accountFilter(query);
      const found = outbox.batches().filter(({ account }) => ofAccount(account.reference));
      const { items, attributes } = pageOf(found, query, behaviour);
      const batches = items.map((batch) => batchElement(batch, options, origin));
      return xmlReply(element('messagebatches', batches, attributes), behaviour);
    },
    'batches.get': ({ named, origin }) => {
      const batch = outbox.findBatch(named);
      return batch ? xmlReply(batchElement(batch, options, origin), behaviour) : notFoundReply();
    },
    'batches.messages': list((named) => outbox.findBatch(named)?.messages),
  };
}

function filterOf(query: URLSearchParams): (sms: OutboundSms) => boolean {
  const inWindow = windowOf(query);
  const ofAccount = accountFilter(query);
  const [to, from, status] = ['to', 'from', 'status'].map((name) => parameter(query, name));
  return (sms) =>
    inWindow(sms.submittedAt) &&
    ofAccount(sms.account.reference) &&
    (to === undefined || sms.to === digitsOf(to)) &&
    (from === undefined || sms.from === digitsOf(from)) &&
    (status === undefined || sms.status.toLowerCase() === status.toLowerCase());
}

/** Some clients use `filterby`, others `accountreference`. */
function accountFilter(query: URLSearchParams): (reference: string) => boolean {
  const wanted =
    parameter(query, 'filterby') === 'account' ? parameter(query, 'filtervalue') : parameter(query, 'accountreference');
  return (reference) => wanted === undefined || sameReference(reference, wanted);
}

const COUNTED = [
  ...['acknowledged', 'authorisationfailed', 'connecting', 'delivered', 'failed', 'partiallydelivered'],
  ...['rejected', 'scheduled', 'sent', 'submitted', 'validityperiodexpired', 'cancelled'],
];
/** Batches use other names for these statuses than messages do. */
const COUNTED_AS: Record<string, string> = {
  failedauthorisation: 'authorisationfailed',
  expired: 'validityperiodexpired',
};

function batchElement(batch: SentBatch, { behaviour, login }: HeaderRoutesOptions, origin: string): XmlElement {
  const id = restId(batch.id, behaviour);
  const statuses = batch.messages.map(({ status }) => status.toLowerCase()).map((name) => COUNTED_AS[name] ?? name);
  const count = (name: string): number => statuses.filter((status) => status === name).length;
  return element(
    'messagebatch',
    [
      element('createdat', wireDate(batch.createdAt, behaviour.dates)),
      element('batchsize', batch.messages.length),
      element('persistedbatchsize', batch.messages.length),
      element(
        'status',
        COUNTED.map((name) => element(name, count(name))),
      ),
      element('accountreference', batch.account.reference),
      element('createdby', login.username),
      // Empty, because no supported request can name a batch.
      element('name'),
    ],
    { id, uri: `${origin}/v1.0/messagebatches/${id}` },
  );
}
