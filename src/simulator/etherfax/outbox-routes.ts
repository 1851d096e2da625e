import { FAX_RESULT, resultOnWire } from './fax-results';
import { faxStatus } from './fax-status';
import type { EtherFaxFaults } from './fault';
import { jobIdOf, unknownJobReply } from './job-id';
import type { SimulatedOutbox } from './simulated-outbox';
import { readBody } from '../http/read-body';
import { jsonReply, messageReply, type Reply } from '../http/reply';
import type { RestHandler, RestRequest } from './rest-request';
import { judgeSendForm, parseSendForm } from './send-form';
import { refusal } from './spoil-reply';
import type { WireBehaviour } from './wire-behaviour';

export interface OutboxRoutesOptions {
  outbox: SimulatedOutbox;
  behaviour: WireBehaviour;
  faults: EtherFaxFaults;
}

const MAX_BODY_BYTES = 128 * 1024 * 1024;

export function outboxRoutes(
  options: OutboxRoutesOptions,
): Record<'outbox.send' | 'outbox.pending' | 'status', RestHandler> {
  const { outbox, behaviour } = options;
  return {
    'outbox.send': (request) => send(options, request),

    'outbox.pending': () =>
      jsonReply({ PendingFaxes: outbox.pendingFaxes(), AvailableChannels: Math.max(0, outbox.availableChannels()) }),

    status: ({ query }) => {
      const named = jobIdOf(query);
      if ('refused' in named) return named.refused;
      const job = outbox.find(named.jobId);
      return job ? jsonReply(faxStatus(job, behaviour)) : unknownJobReply(behaviour);
    },
  };
}

async function send({ outbox, behaviour, faults }: OutboxRoutesOptions, { message }: RestRequest): Promise<Reply> {
  const body = await readBody(message, MAX_BODY_BYTES);
  if (!body) return messageReply(413, 'The request is too large.');
  const form = parseSendForm(message.headers['content-type'] ?? '', body);
  if (!form) return messageReply(400, 'The request is invalid.');

  const final = (result: number): Reply =>
    jsonReply({ FaxResult: resultOnWire(result, behaviour.results), Tag: form.tag });
  const ordered = faults.take('sendResult', 'outbox.send');
  if (ordered) return final(ordered.sendResult);
  const judged = judgeSendForm(form);
  if ('result' in judged) return final(judged.result);
  const submitted = outbox.submit(form, judged.document);
  if (submitted === 'no-credit') return refusal({ status: 402 });
  if ('result' in submitted) return final(submitted.result);
  const { jobId, tag } = submitted.job;
  return jsonReply({ FaxResult: resultOnWire(FAX_RESULT.InProgress, behaviour.results), JobId: jobId, Tag: tag });
}
