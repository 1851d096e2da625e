import { isOwnMachine } from '../http/own-machine';
import { jsonReply } from '../http/reply';
import type { Messages } from './messages/messages';
import { RefusedRequest, refuseMalformed } from './refused-request';
import type { RequestParameters } from './request-parameters';
import type { WebHandler } from './web-services';
import type { WireBehaviour } from './wire-behaviour';

export interface MessageRoutesOptions {
  messages: Messages;
  behaviour: WireBehaviour;
}

export function messageRoutes({ messages, behaviour }: MessageRoutesOptions): Record<'msg_send', WebHandler> {
  return {
    msg_send: async ({ parameters }) => {
      const to = numberIn(parameters, 'to');
      const from = numberIn(parameters, 'from');
      const content = parameters.required('content');
      const statusPage = parameters.text('status_page');
      if (statusPage !== undefined && !isOwnMachine(statusPage)) refuseMalformed('status_page');
      const report = parameters.text('request_delivery_report') ?? 'false';
      if (report !== 'true' && report !== 'false') refuseMalformed('request_delivery_report');

      const plan = messages.planFor(to);
      if (plan === 'no-credit') throw new RefusedRequest(402, 'HTTP 402', 'Insufficient credit');
      const sms = await messages.send({ to, from, content, statusPage, wantsReport: report === 'true' }, plan);
      return jsonReply(behaviour.msgRef === 'present' ? { msg_ref: sms.msgRef } : { status: 'queued' });
    },
  };
}

/** Accepts only international digits without `+`. */
function numberIn(parameters: RequestParameters, name: string): string {
  const number = parameters.required(name);
  return /^[1-9]\d{5,14}$/.test(number) ? number : refuseMalformed(name);
}
