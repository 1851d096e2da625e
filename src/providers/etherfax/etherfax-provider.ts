import type { Clock } from '../../domain/clock';
import { compact } from '../../domain/compact';
import { ItemGoneError } from '../../domain/errors';
import { badAnswer } from '../http/bad-answer';
import { createHttpClient } from '../http/http-client';
import type { RouteOptions } from '../http/dispatcher';
import type { AccountInfo, Decoded, WriteDocument, FetchedDocument, Provider } from '../provider';
import { authorization, type EtherFaxCredentials } from './wire/etherfax-auth';
import { createEtherFaxClient } from './wire/etherfax-client';
import { decodeEtherFaxPush } from './codec/etherfax-push-codec';
import { createFaxService } from './sending/fax-service';
import { OutboxProbe } from './sending/outbox-probe';
import { decodeFaxReceive, type FaxReceiveDecoded } from './codec/fax-receive-codec';
import { createNewsWaiter } from './reconcile/news-waiter';
import { readCount, readText } from '../json/read-value';
import { reconcileInbox } from './reconcile/reconcile-inbox';

export interface EtherFaxOptions extends RouteOptions {
  /** Ends with `/rest/3.0/api`; empty = the vendor's own address. */
  baseUrl: string;
  /** The account number; needed only with username and password. */
  account: string;
  credentials: EtherFaxCredentials;
  /** Calling code for national numbers; empty = none. */
  country: string;
  clock: Clock;
}

export const ETHERFAX_BASE_URL = 'https://na.connect.etherfax.net/rest/3.0/api';

/** Throws `ConfigError` for settings that cannot work. */
export function createEtherFaxProvider(options: EtherFaxOptions): Provider {
  const { clock, country, credentials } = options;
  const headers = {
    accept: 'application/json',
    authorization: authorization(options.account, credentials),
    // etherFAX marks a fax as received by a GET, which no cache in between may answer.
    'cache-control': 'no-store',
  };
  const http = createHttpClient({
    ...options,
    baseUrl: options.baseUrl.trim() === '' ? ETHERFAX_BASE_URL : options.baseUrl,
    headers: () => headers,
  });
  const client = createEtherFaxClient(http);
  const probe = new OutboxProbe(client);
  const waitForNews = createNewsWaiter(client, clock);

  async function account(signal: AbortSignal): Promise<AccountInfo> {
    const status = await client.accountStatus(signal);
    const channels = readCount(status['Ports']);
    const country = readText(status['Country']);
    return compact({
      account: readText(status['Account']),
      country,
      channels,
    });
  }

  async function fetchDocument(
    providerId: string,
    writeDocument: WriteDocument,
    signal: AbortSignal,
  ): Promise<FetchedDocument> {
    const read = (fax: Record<string, unknown>, hasDocument: boolean): FaxEvent => {
      // We know which fax we asked for, so an answer that has the document but not the id is accepted.
      const named = hasDocument ? { JobId: providerId, ...fax } : fax;
      return askedFor(providerId, decodeFaxReceive(named, { country, hasDocument, isWhole: true }));
    };
    const { reply, document } = await client.get(providerId, { writeDocument, read, signal });
    return { event: reply.event, document, stated: reply.stated };
  }

  return {
    name: 'etherfax',
    completesNational: true,
    account,
    ping: (signal) => probe.ping(signal),
    decodePush: (event, data): Decoded => decodeEtherFaxPush(event, data, country),
    reconcile: (sink, signal) => reconcileInbox({ client, country, sink, signal }),
    waitForNews,
    fetchDocument,
    acknowledge: ({ providerId }, signal) => client.received(providerId, signal),
    fax: createFaxService(client, probe),
    close: () => client.close(),
  };
}

type FaxEvent = Extract<FaxReceiveDecoded, { outcome: 'event' }>;

function askedFor(providerId: string, decoded: FaxReceiveDecoded): FaxEvent {
  if (decoded.outcome === 'none') throw new ItemGoneError('the provider has no such fax');
  if (decoded.outcome === 'event' && decoded.event.providerId.toLowerCase() === providerId.toLowerCase())
    return decoded;
  throw badAnswer('is not the fax asked for');
}
