import { parseJson } from '../../domain/parse-json';
import { known, redact, type Redacted } from './redacted';

/** The result of one request. */
export type Answer = Answered | Unanswered;

export interface Answered {
  outcome: 'answered';
  status: number;
  /** By name in lower case. */
  headers: ReadonlyMap<string, string>;
  body: string;
  /** The body was longer than this check reads. */
  isCut: boolean;
  /** How long the request took. */
  ms: number;
  /** How many ms the service's clock is ahead of ours; undefined when the answer has no `Date`. */
  skewMs: number | undefined;
}

export interface Unanswered {
  outcome: 'unanswered';
  reason: Redacted;
}

const TYPES = [
  'application/json',
  'application/xml',
  'text/xml',
  'text/json',
  'text/html',
  'text/plain',
  'application/octet-stream',
];

export function mediaTypeOf({ headers }: Answered): Redacted {
  const type = headers.get('content-type')?.split(';')[0] ?? '';
  return type === '' ? redact`no content type` : (known(type, TYPES) ?? redact`another content type`);
}

export function describeAnswer(answer: Answer | undefined): Redacted {
  if (answer === undefined) return redact`not asked`;
  if (answer.outcome === 'unanswered') return answer.reason;
  return redact`HTTP ${answer.status}, ${mediaTypeOf(answer)}${answer.body.trim() === '' ? redact`, empty` : redact``}`;
}

/** The answer's JSON; undefined when it is not JSON or was cut. */
export function jsonOf(answer: Answer | undefined): unknown {
  if (answer?.outcome !== 'answered' || answer.isCut) return undefined;
  return parseJson(answer.body);
}

export function isGood(answer: Answer | undefined): answer is Answered {
  return answer?.outcome === 'answered' && hasSucceeded(answer);
}

export function hasSucceeded({ status }: Answered): boolean {
  return status >= 200 && status < 300;
}
