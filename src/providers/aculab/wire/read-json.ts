import { isRecord } from '../../../domain/is-record';
import { badAnswer, notJson } from '../../http/bad-answer';
import type { HttpReply } from '../../http/http-client';
import { parseJson } from '../../../domain/parse-json';
import { refusedBy, serviceError } from './service-error';

/** The JSON of an answer. Throws the error for its error body or its status. */
export function readJson({ status, body }: HttpReply): unknown {
  if (isRefusal(status)) throw refusedBy(status, parseJson(body.toString('utf8')));
  const answer = parseJson(body.toString('utf8'));
  if (answer === undefined) throw notJson();
  const error = serviceError(answer);
  if (error) throw error;
  return answer;
}

/** Like `readJson`, for an answer that must be an object. */
export function readObject(reply: HttpReply): Record<string, unknown> {
  const answer = readJson(reply);
  if (!isRecord(answer)) throw badAnswer();
  return answer;
}

export function isRefusal(status: number): boolean {
  return status >= 400;
}
