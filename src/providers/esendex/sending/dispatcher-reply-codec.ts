import { compact } from '../../../domain/compact';
import { isRecord } from '../../../domain/is-record';
import type { SendResult, Verdict } from '../../provider';
import type { HttpReply } from '../../http/http-client';
import { sendFailure } from '../../http/send-failure';
import { statusError } from '../../http/status-error';
import { parseJson } from '../../../domain/parse-json';
import { parseXml } from '../../xml/parse-xml';
import { childrenNamed } from '../../xml/xml-element';
import { readId } from '../wire/wire-values';

/** Only such codes are shown; anything else may hold content that must not be logged. */
const CODE = /^[\w.-]{1,60}$/;
/** Seven digits may be a phone number or a part of one. */
const LONG_NUMBER = /\d{7}/;

/**
 * Decodes the answer to one message. With an id, Esendex took it; without an id but with an error, it refused it. With
 * neither, the outcome is unknown, because the service may leave ids out. A 4xx or 5xx status overrides all this.
 */
export function decodeDispatcherReply(reply: HttpReply): SendResult {
  const { status } = reply;
  const answer = readAnswer(reply);
  if (status >= 400) {
    const codes = answer?.codes ?? [];
    if (codes.length > 0) return refused(codes, `HTTP ${status}`);
    const failure = sendFailure(statusError(status, undefined));
    return failure.outcome === 'refused' && answer?.hasErrors ? { ...failure, isBare: false } : failure;
  }
  if (answer === undefined) return { outcome: 'unknown' };
  const [id] = answer.ids
    .map((value) => readId(typeof value === 'string' ? value : undefined))
    .filter((usable) => usable !== undefined);
  if (id !== undefined) return { outcome: 'accepted', providerId: id.wire };
  return answer.hasErrors ? refused(answer.codes, answer.codes[0] ?? 'error') : { outcome: 'unknown' };
}

function refused(codes: string[], name: string): SendResult {
  const [code] = codes;
  const cause = /^to_|recipient/i.test(code ?? '') ? 'bad-number' : 'bad-options';
  const failure = code === undefined ? undefined : { detail: codes.join(', '), permanent: true };
  const result: Verdict['result'] = compact({ code, name });
  return { outcome: 'refused', verdict: compact({ cause, retryable: false, result, failure }) };
}

/** Only `messageheaders` is documented here; the other roots hold the errors of other requests. */
const XML_ROOTS = ['messageheaders', 'response', 'errors'];

interface Answer {
  ids: unknown[];
  hasErrors: boolean;
  /** The distinct error codes that may be shown. */
  codes: string[];
}

function readAnswer({ body }: HttpReply): Answer | undefined {
  const text = body.toString('utf8').trim();
  return text.startsWith('<') ? readXml(body) : readJson(text);
}

function readXml(body: Buffer): Answer | undefined {
  const parsed = parseXml(body);
  if (!parsed.ok || !XML_ROOTS.includes(parsed.root.name.toLowerCase())) return undefined;
  const { root } = parsed;
  const ids = childrenNamed(root, 'messageheader').map(({ attributes }) => attributes.get('id'));
  const errors = (root.name.toLowerCase() === 'errors' ? [root] : childrenNamed(root, 'errors'))
    .flatMap((list) => childrenNamed(list, 'error'))
    .map((error) => ({ code: childrenNamed(error, 'code')[0]?.text.trim() }));
  return { ids, hasErrors: errors.length > 0, codes: codesOf(errors) };
}

function readJson(text: string): Answer | undefined {
  const answer = parseJson(text);
  if (!isRecord(answer)) return undefined;
  const batch = isRecord(answer['batch']) ? answer['batch'] : {};
  const ids = records(batch['messageheaders']).map((header) => header['id']);
  const errors = records(answer['errors']);
  return { ids, hasErrors: errors.length > 0, codes: codesOf(errors) };
}

function codesOf(errors: Record<string, unknown>[]): string[] {
  const texts = errors.map(({ code }) => (typeof code === 'number' ? String(code) : code));
  const isTellable = (text: unknown): text is string =>
    typeof text === 'string' && CODE.test(text) && !LONG_NUMBER.test(text);
  return [...new Set(texts.filter(isTellable))];
}

function records(value: unknown): Record<string, unknown>[] {
  return Array.isArray(value) ? value.filter(isRecord) : [];
}
