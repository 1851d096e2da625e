import { FAX_RESULT, resultOnWire } from './fax-results';
import { jsonReply, messageReply, type Reply } from '../http/reply';
import type { WireBehaviour } from './wire-behaviour';

const GUID = /^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$/;

/** The JobId in a request, in lower case, or the reply that refuses an invalid one. */
export function jobIdOf(query: URLSearchParams): { jobId: string } | { refused: Reply } {
  const jobId = (query.get('id') ?? '').toLowerCase();
  return GUID.test(jobId) ? { jobId } : { refused: messageReply(400, 'The id is not valid.') };
}

export function unknownJobReply(behaviour: WireBehaviour): Reply {
  if (behaviour.unknownJob === '404') return messageReply(404, 'The item was not found.');
  return itemNotFoundReply(behaviour);
}

export function itemNotFoundReply(behaviour: WireBehaviour): Reply {
  return jsonReply({ FaxResult: resultOnWire(FAX_RESULT.ItemNotFound, behaviour.results) });
}
