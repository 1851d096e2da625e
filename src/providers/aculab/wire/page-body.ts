import { isRecord } from '../../../domain/is-record';
import { parseJson } from '../../../domain/parse-json';
import type { WebhookBody } from '../../../domain/webhook';

export interface PageInput {
  body: WebhookBody;
  /** Of the URL, without `?`; where a page is requested by GET, its JSON is in there. */
  query?: string | undefined;
}

/** Somebody has only opened the address: there is nothing to read, nor to keep. */
export function isEmpty({ body, query }: PageInput): boolean {
  if (new URLSearchParams(query).has('instance_info')) return false;
  return 'raw' in body ? body.raw.length === 0 : isRecord(body.parsed) && Object.keys(body.parsed).length === 0;
}

/** The JSON object of a page, whatever content type it came with; undefined = there is none. */
export function readPageBody({ body, query }: PageInput): Record<string, unknown> | undefined {
  const inQuery = query === undefined ? null : new URLSearchParams(query).get('instance_info');
  if (inQuery !== null) return parse(inQuery);
  if ('raw' in body) return parse(body.raw.toString('utf8'));
  return isRecord(body.parsed) ? ofParsed(body.parsed) : undefined;
}

/** The editor's parser may have taken the JSON for a form: then it is the name of the only field. */
function ofParsed(parsed: Record<string, unknown>): Record<string, unknown> | undefined {
  const [name = '', ...others] = Object.keys(parsed);
  return name.startsWith('{') && others.length === 0 && parsed[name] === '' ? parse(name) : parsed;
}

function parse(text: string): Record<string, unknown> | undefined {
  const value = parseJson(text);
  return isRecord(value) ? value : undefined;
}
