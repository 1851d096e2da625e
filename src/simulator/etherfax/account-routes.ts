import { accountOnWire, type SimulatedAccount } from './account';
import { jsonReply, textReply } from '../http/reply';
import type { RestHandler } from './rest-request';

export function accountRoutes(account: SimulatedAccount): Record<'banner' | 'accounts.status', RestHandler> {
  return {
    banner: ({ message }) =>
      textReply(200, `etherFAX REST Services 3.0 (simulated)\r\n${message.socket.remoteAddress ?? ''}\r\n`),
    'accounts.status': () => jsonReply(accountOnWire(account)),
  };
}
