import type { Clock } from '../../domain/clock';
import type { Login, SimulatedAccount } from './account';
import { messageHeader } from './message-header';
import { pageOf, parameter, windowOf } from './page';
import type { RestHandler } from './rest-request';
import { refuse } from './send-request';
import { doneReply, notFoundReply, xmlReply } from './service-reply';
import type { SimulatedInbox } from './simulated-inbox';
import type { InboundSms } from './sms-message';
import type { WireBehaviour } from './wire-behaviour';
import { element } from './xml';

export type InboxChange = { type: 'read' | 'unread' | 'deleted'; messageId: string };

export interface InboxRoutesOptions {
  clock: Clock;
  accounts: readonly SimulatedAccount[];
  login: Login;
  inbox: SimulatedInbox;
  behaviour: WireBehaviour;
  onChange: (change: InboxChange) => void;
}

type InboxAction = 'inbox.list' | 'inbox.mark' | 'inbox.delete';

export function inboxRoutes(options: InboxRoutesOptions): Record<InboxAction, RestHandler> {
  const { accounts, inbox, behaviour, onChange } = options;

  return {
    'inbox.list': ({ named, query, origin }) => {
      if (named !== '' && !accounts.some(({ reference }) => sameReference(reference, named))) return notFoundReply();
      const inWindow = windowOf(query);
      const found = inbox
        .list()
        .filter(({ account }) => named === '' || sameReference(account.reference, named))
        .filter(({ receivedAt }) => inWindow(receivedAt));
      const { items, attributes } = pageOf(found, query, behaviour);
      const headers = items.map((sms) => messageHeader(sms, { behaviour, origin }));
      return xmlReply(element('messageheaders', headers, attributes), behaviour);
    },

    'inbox.mark': ({ named, query }) => {
      const sms = inbox.find(named);
      if (!sms) return notFoundReply();
      onChange({ type: mark(options, sms, parameter(query, 'action')), messageId: sms.id });
      return doneReply();
    },

    'inbox.delete': ({ named }) => {
      const sms = inbox.find(named);
      if (!sms) return notFoundReply();
      inbox.delete(sms);
      onChange({ type: 'deleted', messageId: sms.id });
      return doneReply();
    },
  };
}

function mark({ clock, inbox, login }: InboxRoutesOptions, sms: InboundSms, action?: string): 'read' | 'unread' {
  if (action === 'read') inbox.markRead(sms, { at: clock.now(), by: login.username });
  else if (action === 'unread') inbox.markUnread(sms);
  else refuse(400, 'action_invalid', 'The action is not known');
  return action;
}

export function sameReference(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}
