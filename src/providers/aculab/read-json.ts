import { ProviderUnavailableError } from '../../domain/errors';
import { isRecord } from '../../domain/is-record';
import type { HttpReply } from '../http/http-client';
import { serviceError } from './service-error';

/** The JSON of a web service's answer. Throws what its error body means. */
export function readJson({ body }: HttpReply): unknown {
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

function parse(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8').replace(/^\uFEFF/, ''));
  } catch {
    // Without the parser's error: it quotes the answer.
    throw new ProviderUnavailableError("the provider's answer is not JSON", { reason: 'not-json' });
  }
}
