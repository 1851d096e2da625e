import type { Clock } from '../../../domain/clock';
import { sendFailure } from '../../http/send-failure';
import type { SmsService } from '../../provider';
import { checkSms } from './check-sms';
import { decodeDispatcherReply } from './dispatcher-reply-codec';
import { dispatcherRequest } from './dispatcher-request';
import type { EsendexClient } from '../wire/esendex-client';
import { findSent } from './find-sent';
import { reading } from '../wire/rest-xml';
import { sentStatusEvent } from './sent-status-event';

/** Sends SMS by Esendex's message dispatcher, one per request, so that each has its own outcome. */
export function createSmsService(client: EsendexClient, options: { account: string; clock: Clock }): SmsService {
  const { account } = options;
  return {
    check: checkSms,

    async send({ order }, signal) {
      try {
        return decodeDispatcherReply(await client.dispatch(dispatcherRequest(account, order), signal));
      } catch (error) {
        return sendFailure(error);
      }
    },

    async status(providerId, signal) {
      const element = await client.sentHeader(providerId, signal);
      return reading(() => sentStatusEvent(element));
    },

    findSent: (call, search) => findSent(client, options, call, search),
  };
}
