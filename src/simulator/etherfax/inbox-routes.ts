import type { Clock } from '../../domain/clock';
import type { Action } from './actions';
import { pause } from '../../work/pause';
import { faxReceive, faxReceiveBody, type ItemFault } from './fax-receive';
import { FAX_RESULT, resultOnWire } from './fax-results';
import type { EtherFaxFaults } from './fault';
import type { Mark, SimulatedInbox } from './simulated-inbox';
import { itemNotFoundReply, jobIdOf, unknownJobReply } from './job-id';
import { bodyReply, jsonReply, messageReply, textReply, type Reply } from '../http/reply';
import type { RestHandler, RestRequest } from './rest-request';
import type { WireBehaviour } from './wire-behaviour';

export interface InboxRoutesOptions {
  clock: Clock;
  inbox: SimulatedInbox;
  behaviour: WireBehaviour;
  faults: EtherFaxFaults;
  onMark: (mark: Mark) => void;
}

type InboxAction = 'inbox.unread' | 'inbox.list' | 'inbox.get' | 'inbox.getnext' | 'inbox.received';

/** The longest `wait` that the vendor documents. */
const MAX_WAIT_SECONDS = 120;

export function inboxRoutes(options: InboxRoutesOptions): Record<InboxAction, RestHandler> {
  const { inbox, behaviour, faults, onMark } = options;
  const itemFault = (action: Action): ItemFault | undefined => faults.take('item', action)?.item;

  return {
    'inbox.unread': (request) => unread(options, request),

    'inbox.list': () => {
      const fault = itemFault('inbox.list');
      return jsonReply(inbox.unread().map((fax) => faxReceive(fax, { behaviour, fault }, null)));
    },

    'inbox.get': ({ query }) => {
      const named = jobIdOf(query);
      if ('refused' in named) return named.refused;
      const fax = inbox.find(named.jobId);
      if (!fax) return unknownJobReply(behaviour);
      return bodyReply(faxReceiveBody(fax, { behaviour, fault: itemFault('inbox.get'), image: true }));
    },

    'inbox.getnext': ({ query }) => {
      const fax = inbox.next();
      if (!fax) return noneReply(behaviour);
      const image = query.get('download') === '1';
      return bodyReply(faxReceiveBody(fax, { behaviour, fault: itemFault('inbox.getnext'), image }));
    },

    'inbox.received': ({ query }) => {
      const named = jobIdOf(query);
      if ('refused' in named) return named.refused;
      const mark = inbox.markReceived(named.jobId);
      if (!mark) return unknownJobReply(behaviour);
      onMark(mark);
      return jsonReply({ FaxResult: resultOnWire(FAX_RESULT.Success, behaviour.results), JobId: mark.jobId });
    },
  };
}

async function unread({ clock, inbox, behaviour }: InboxRoutesOptions, { query, gone }: RestRequest): Promise<Reply> {
  const waitMs = Math.min(Math.max(Number(query.get('wait')) || 0, 0), MAX_WAIT_SECONDS) * 1_000;
  if (waitMs > 0 && behaviour.wait === 'cut') {
    await pause(clock, waitMs / 2, gone);
    return 'cut';
  }
  if (waitMs > 0 && behaviour.wait === 'honoured') await inbox.waitForUnread(waitMs, gone);
  return jsonReply({ UnreadFaxes: inbox.unread().length });
}

/** It is not known how the service says "nothing unread", so every way can be chosen. */
function noneReply(behaviour: WireBehaviour): Reply {
  switch (behaviour.none) {
    case '204':
      return textReply(204, '');
    case 'empty':
      return textReply(200, '', 'application/json; charset=utf-8');
    case 'null':
      return jsonReply(null);
    case '404':
      return messageReply(404, 'There are no unread faxes.');
    case 'no-job-id':
      return jsonReply({ Message: 'There are no unread faxes.' });
    case 'item-not-found':
      return itemNotFoundReply(behaviour);
  }
}
