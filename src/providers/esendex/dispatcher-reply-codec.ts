import { isRecord } from '../../domain/is-record';
import type { SendResult } from '../provider';
import type { HttpReply } from '../http/http-client';
import { parseXml } from '../xml/parse-xml';
import { childrenNamed } from '../xml/xml-element';
import { readId } from './esendex-id';

/**
 * What the answer to one message means. An id: taken. No id and an error of its own: refused. Neither: nobody can say,
 * because the service may leave ids out of an answer.
 */
export function decodeDispatcherReply(reply: HttpReply): SendResult {
  const answer = readAnswer(reply);
  if (answer === undefined) return { outcome: 'unknown' };
  const [id] = answer.ids
    .map((value) => readId(typeof value === 'string' ? value : undefined))
    .filter((usable) => usable !== undefined);
  if (id !== undefined) return { outcome: 'accepted', providerId: id.wire };
  const [code] = answer.errors;
  if (code === undefined) return { outcome: 'unknown' };
  const cause = /^to_|recipient/i.test(code) ? 'bad-number' : 'bad-options';
  return { outcome: 'refused', verdict: { cause, retryable: false, result: { name: code } } };
}

interface Answer {
  ids: unknown[];
  /** Codes. */
  errors: string[];
}

function readAnswer({ body }: HttpReply): Answer | undefined {
  const text = body.toString('utf8').trim();
  return text.startsWith('<') ? readXml(body) : readJson(text);
}

function readXml(body: Buffer): Answer | undefined {
  const parsed = parseXml(body);
  if (!parsed.ok || parsed.root.name.toLowerCase() !== 'messageheaders') return undefined;
  return { ids: childrenNamed(parsed.root, 'messageheader').map(({ attributes }) => attributes.get('id')), errors: [] };
}

function readJson(text: string): Answer | undefined {
  let answer: unknown;
  try {
    answer = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch {
    return undefined;
  }
  if (!isRecord(answer)) return undefined;
  const batch = isRecord(answer['batch']) ? answer['batch'] : {};
  const ids = records(batch['messageheaders']).map((header) => header['id']);
  const errors = records(answer['errors']).map(({ code }) => (typeof code === 'string' ? code : 'error'));
  return { ids, errors };
}

function records(value: unknown): Record<string, unknown>[] {
  return Array.isArray(value) ? value.filter(isRecord) : [];
}
