import { jsonReply } from '../http/reply';
import type { SimulatedAccount } from './account';
import type { Authorization } from './authorization';
import { acceptsJson, type RestHandler } from './rest-request';
import { notFoundReply, xmlReply } from './service-reply';
import type { WireBehaviour } from './wire-behaviour';
import { element, type XmlElement } from './xml';

export interface AccountRoutesOptions {
  accounts: readonly SimulatedAccount[];
  authorization: Authorization;
  behaviour: WireBehaviour;
}

type AccountAction = 'accounts.list' | 'accounts.get' | 'session.create';

export function accountRoutes(options: AccountRoutesOptions): Record<AccountAction, RestHandler> {
  const { accounts, authorization, behaviour } = options;
  return {
    'accounts.list': ({ message, origin }) =>
      acceptsJson(message)
        ? jsonReply({ accounts: accounts.map((account) => accountFields(account, origin)) })
        : xmlReply(
            element(
              'accounts',
              accounts.map((account) => accountElement(account, origin)),
            ),
            behaviour,
          ),

    'accounts.get': ({ named, message, origin }) => {
      const account = accounts.find(({ id }) => id.toLowerCase() === named.toLowerCase());
      if (!account) return notFoundReply();
      return acceptsJson(message)
        ? jsonReply(accountFields(account, origin))
        : xmlReply(accountElement(account, origin), behaviour);
    },

    'session.create': () => xmlReply(element('session', [element('id', authorization.createSession())]), behaviour),
  };
}

function accountFields(account: SimulatedAccount, origin: string): Record<string, string | number> {
  return {
    id: account.id,
    uri: `${origin}/v1.0/accounts/${account.id}`,
    reference: account.reference,
    label: account.label,
    address: account.address,
    alias: '',
    type: 'Professional',
    messagesremaining: account.messagesRemaining,
    // Without a zone, like the vendor.
    expireson: '2099-12-31T00:00:00',
    role: 'PowerUser',
    defaultdialcode: '44',
  };
}

function accountElement(account: SimulatedAccount, origin: string): XmlElement {
  const { id = '', uri = '', ...fields } = accountFields(account, origin);
  const children = Object.entries(fields).map(([name, value]) => element(name, value));
  return element('account', [...children, element('settings', '', { uri: `${uri}/settings` })], { id, uri });
}
