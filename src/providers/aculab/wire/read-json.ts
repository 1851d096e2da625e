import { ProviderUnavailableError } from '../../../domain/errors';
import { isRecord } from '../../../domain/is-record';
import type { HttpReply } from '../../http/http-client';
import { refusedBy, serviceError } from './service-error';

/** The JSON of a web service's answer. Throws what its error body, or its status, means. */
export function readJson({ status, body }: HttpReply): unknown {
  if (isRefusal(status)) throw refusedBy(status, parseAny(body));
  const answer = parse(body);
  const error = serviceError(answer);
  if (error) throw error;
  return answer;
}

/** The same, where it must be an object. */
export function readObject(reply: HttpReply): Record<string, unknown> {
  const answer = readJson(reply);
  if (!isRecord(answer)) throw badAnswer();
  return answer;
}

export function badAnswer(): ProviderUnavailableError {
  return new ProviderUnavailableError("the provider's answer is not what was asked for", { reason: 'bad-answer' });
}

export function isRefusal(status: number): boolean {
  return status >= 400;
}

function parse(body: Buffer): unknown {
  const answer = parseAny(body);
  if (answer === undefined)
    throw new ProviderUnavailableError("the provider's answer is not JSON", { reason: 'not-json' });
  return answer;
}

/** undefined = no JSON. The parser's error is dropped: it quotes the answer. */
function parseAny(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8').replace(/^\uFEFF/, ''));
  } catch {
    return undefined;
  }
}
