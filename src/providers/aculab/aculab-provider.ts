import type { Clock } from '../../domain/clock';
import { compact } from '../../domain/compact';
import { ItemGoneError } from '../../domain/errors';
import type { RouteOptions } from '../http/dispatcher';
import { createHttpClient } from '../http/http-client';
import { pingAny } from '../http/ping-any';
import type { CallPages, Provider } from '../provider';
import { type AculabCredentials, aculabOrigin, serviceAuthorization, userAuthorization } from './wire/aculab-login';
import { createAculabClient } from './wire/aculab-client';
import type { CallStore } from './call/call-store';
import { cancelCall } from './call/cancel-call';
import { createFaxService } from './call/fax-service';
import { deleteReceivedFax } from './files/delete-received-fax';
import { fetchReceivedFax, type FaxCall } from './files/fetch-received-fax';
import { instanceIdIn } from './wire/wire-values';
import { createMessageCodec } from './messages/message-codec';
import { createPageServer } from './pages/page-server';
import { createCallsReconciler } from './call/look-at-calls';
import { createFilesReconciler } from './files/reconcile-files';
import { createSmsService } from './messages/sms-service';
import { readStoredName, storedKey } from './wire/stored-name';

export interface AculabOptions extends RouteOptions {
  /** The origin; empty = the host of the cloud id's region. */
  baseUrl: string;
  /** The cloud id, such as `1-2-0`. */
  account: string;
  /** Outbound service; empty = the connection sends no faxes. */
  service: string;
  credentials: AculabCredentials;
  /** Calling code for national numbers; empty = none. */
  country: string;
  /** Encrypt faxes in the media store. */
  encrypt: boolean;
  /** The public, absolute address of the connection's webhook, without a slash at the end. May throw `ConfigError`. */
  pagesUrl: () => string;
  calls: CallStore;
  clock: Clock;
}

/** Besides `webhook`, which decodes the notifications of SMS, it has `pages`, which serves the pages of calls. */
export type AculabProvider = Provider & { readonly pages: CallPages };

/** Throws `ConfigError` for settings that cannot work. */
export function createAculabProvider(options: AculabOptions): AculabProvider {
  const { calls, country } = options;
  const authorization = userAuthorization(options);
  const serviceLogin = serviceAuthorization(options);
  const headers = { authorization, accept: 'application/json', 'cache-control': 'no-store' };
  const http = createHttpClient({
    ...options,
    baseUrl: aculabOrigin(options.baseUrl, options.account),
    headers: () => headers,
  });
  const client = createAculabClient(http, serviceLogin);
  const closing = new AbortController();
  const shared = { ...options, client, callOf, closing: closing.signal };
  const reconcileFiles = createFilesReconciler(shared);
  const reconcileCalls = createCallsReconciler(shared);

  /** If no page has announced the file, its name may hold the call's instance id, as the names of recordings do. */
  async function callOf(name: string): Promise<FaxCall | undefined> {
    const fax = await calls.faxOf(storedKey(name));
    const call = await calls.get(fax?.callId ?? instanceIdIn(name) ?? '');
    const { storedAt, toldAt } = fax ?? {};
    return call?.direction === 'in' ? compact({ call, storedAt, toldAt }) : undefined;
  }

  return {
    name: 'aculab',
    webhook: createMessageCodec(country),
    pages: createPageServer(shared),

    async account(signal) {
      await client.protocolCheck(signal);
      return { account: options.account.trim() };
    },

    ping: (signal) => pingAny([() => client.protocolCheck(signal), () => client.listFiles(signal)], signal),

    decodePush: () => ({ outcome: 'quarantine', reason: 'unknown push event' }),

    async reconcile(sink, signal) {
      const files = await reconcileFiles(sink, signal);
      await reconcileCalls({ sink, files }, signal);
    },

    waitForNews: () => Promise.resolve('unsupported'),

    async fetchDocument(providerId, writeDocument, signal) {
      const name = readStoredName(providerId);
      if (name === undefined) throw new ItemGoneError('not a file of the media store');
      return fetchReceivedFax({ name, writeDocument }, shared, signal);
    },

    async acknowledge({ kind, providerId, action }, signal) {
      if (kind === 'fax.received' && action === 'delete') await deleteReceivedFax(providerId, shared, signal);
    },

    async stopReceiving(id, signal) {
      const call = await calls.get(id);
      if (call?.direction !== 'in') throw new ItemGoneError('no such call');
      await cancelCall(id, shared, signal);
    },

    fax: createFaxService({ ...shared, hasService: serviceLogin !== undefined }),
    sms: createSmsService(client, options.pagesUrl),

    close() {
      closing.abort();
      return client.close();
    },
  };
}
