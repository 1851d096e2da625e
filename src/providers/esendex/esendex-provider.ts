import { toIso, type Clock } from '../../domain/clock';
import { compact } from '../../domain/compact';
import { ConfigError, ItemGoneError, ProviderRefusedError } from '../../domain/errors';
import type { Facts } from '../../domain/facts';
import type { SmsReceived } from '../../domain/sms';
import type { RouteOptions } from '../http/dispatcher';
import { createHttpClient } from '../http/http-client';
import { pingAny } from '../http/ping-any';
import type { AccountInfo, Provider } from '../provider';
import { authorization, type EsendexCredentials } from './wire/esendex-auth';
import type { EsendexAccount } from './wire/esendex-accounts';
import { createEsendexClient } from './wire/esendex-client';
import { createInboxReconciler } from './reconcile/reconcile-inbox';
import { createSmsService } from './sending/sms-service';
import { createWebhookCodec } from './push/webhook-codec';

export interface EsendexOptions extends RouteOptions {
  /** The origin; empty = the vendor's own address. */
  baseUrl: string;
  /** The account's reference, `EX…`. */
  account: string;
  credentials: EsendexCredentials;
  /** Calling code for national numbers; empty = none. */
  country: string;
  clock: Clock;
  facts: Facts;
}

export const ESENDEX_BASE_URL = 'https://api.esendex.com';

/** Throws `ConfigError` for settings that cannot work. */
export function createEsendexProvider(options: EsendexOptions): Provider {
  const { clock, country, facts } = options;
  const account = options.account.trim();
  if (account === '') throw new ConfigError('Account reference: needed, EX and digits');
  const headers = { authorization: authorization(options.credentials), 'cache-control': 'no-store' };
  const http = createHttpClient({
    ...options,
    baseUrl: options.baseUrl.trim() === '' ? ESENDEX_BASE_URL : options.baseUrl,
    headers: () => headers,
  });
  const client = createEsendexClient(http);
  const accountFact = `esendex-account:${account.toLowerCase()}`;
  let accountId: string | undefined;
  const reconcileInbox = createInboxReconciler({ client, account, country, clock, facts });

  // Until the id is known, pushes for any account are accepted. If the store fails now, `reconcile` asks it again.
  recallAccountId().catch(() => undefined);

  async function recallAccountId(): Promise<void> {
    const kept = await facts.recall(accountFact);
    if (typeof kept === 'string') accountId ??= kept;
  }

  async function learnAccount(signal: AbortSignal): Promise<EsendexAccount> {
    const accounts = await client.accounts(signal);
    const own = accounts.find(({ reference }) => reference.toLowerCase() === account.toLowerCase());
    if (own === undefined) {
      throw new ProviderRefusedError(
        'the login is right, but has no account with this reference: check the Account reference',
      );
    }
    if (own.id !== accountId) await facts.remember(accountFact, own.id);
    accountId = own.id;
    return own;
  }

  return {
    name: 'esendex',
    completesNational: true,
    webhook: createWebhookCodec({ country, account, accountId: () => accountId }),

    async account(signal): Promise<AccountInfo> {
      const { reference, dialCode } = await learnAccount(signal);
      return compact({ account: reference, country: dialCode });
    },

    ping: (signal) =>
      pingAny(
        [() => client.accounts(signal), () => client.inbox({ account, startIndex: 0, count: 1 }, signal)],
        signal,
      ),

    decodePush: () => ({ outcome: 'quarantine', reason: 'unknown push event' }),

    async reconcile(sink, signal) {
      if (accountId === undefined) await recallAccountId();
      if (accountId === undefined) await learnAccount(signal);
      await reconcileInbox(sink, signal);
    },

    waitForNews: () => Promise.resolve('unsupported'),

    fetchDocument: () => Promise.reject(new ItemGoneError('an SMS has no document')),

    async acknowledge({ kind, providerId, action }, signal) {
      if (kind !== 'sms.received') return;
      await (action === 'delete' ? client.remove(providerId, signal) : client.markRead(providerId, signal));
    },

    async enrich(providerId, signal): Promise<Partial<SmsReceived>> {
      const { receivedAt, parts } = await client.header(providerId, signal);
      return compact({
        receivedAt: receivedAt === undefined ? undefined : toIso(receivedAt),
        parts,
      });
    },

    sms: createSmsService(client, { account, clock }),

    close: () => client.close(),
  };
}
