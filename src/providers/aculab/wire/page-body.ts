import { isRecord } from '../../../domain/is-record';
import { parseJson } from '../../../domain/parse-json';
import type { WebhookBody } from '../../../domain/webhook';

export interface PageInput {
  body: WebhookBody;
  /** The URL's query without `?`; a GET carries the page's JSON in it. */
  query?: string | undefined;
}

/**
 * Whether the request has no content, as when somebody opens the address in a browser. There is then nothing to keep.
 */
export function isEmpty({ body, query }: PageInput): boolean {
  if (new URLSearchParams(query).has('instance_info')) return false;
  return 'raw' in body ? body.raw.length === 0 : isRecord(body.parsed) && Object.keys(body.parsed).length === 0;
}

/** A page's JSON object, whatever its content type; undefined without one. */
export function readPageBody({ body, query }: PageInput): Record<string, unknown> | undefined {
  const inQuery = query === undefined ? null : new URLSearchParams(query).get('instance_info');
  if (inQuery !== null) return parse(inQuery);
  if ('raw' in body) return parse(body.raw.toString('utf8'));
  return isRecord(body.parsed) ? ofParsed(body.parsed) : undefined;
}

/** Node-RED's body parser may have read the JSON as a form. The JSON is then the name of its only field. */
function ofParsed(parsed: Record<string, unknown>): Record<string, unknown> | undefined {
  const [name = '', ...others] = Object.keys(parsed);
  return name.startsWith('{') && others.length === 0 && parsed[name] === '' ? parse(name) : parsed;
}

function parse(text: string): Record<string, unknown> | undefined {
  const value = parseJson(text);
  return isRecord(value) ? value : undefined;
}
