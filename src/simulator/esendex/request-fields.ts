import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { refuse } from './send-request';

/** The content of a request body, in JSON or XML: text fields, objects and lists of them. */
export interface RequestBody {
  format: 'json' | 'xml';
  /** The name of the XML root; undefined for JSON. */
  root?: string;
  fields: RequestFields;
}

export type RequestFields = Record<string, unknown>;

const parser = new XMLParser({
  removeNSPrefix: true,
  parseTagValue: false,
  trimValues: false,
  htmlEntities: true,
  isArray: (name) => name === 'message',
});

/** Throws a refusal for an empty body, an unsupported type or unreadable content. */
export function parseRequestBody(contentType: string | undefined, body: Buffer): RequestBody {
  const type = contentType?.split(';', 1)[0]?.trim().toLowerCase() ?? '';
  if (!['application/json', 'application/xml', 'text/xml'].includes(type)) {
    refuse(415, 'content_type_unsupported', 'The content type is missing or not supported');
  }
  const text = body.toString('utf8');
  if (text.trim() === '') refuse(406, 'body_empty', 'The request has no body');
  return type === 'application/json' ? parseJson(text) : parseXml(text);
}

function parseJson(text: string): RequestBody {
  try {
    const value: unknown = JSON.parse(text);
    if (isFields(value)) return { format: 'json', fields: value };
  } catch {
    // Refused below.
  }
  return malformed();
}

function parseXml(text: string): RequestBody {
  if (XMLValidator.validate(text) !== true) malformed();
  const document = parser.parse(text) as RequestFields;
  const [root, content] = Object.entries(document).find(([name]) => !['?xml', '#text'].includes(name)) ?? malformed();
  return { format: 'xml', root, fields: isFields(content) ? content : {} };
}

function malformed(): never {
  return refuse(400, 'request_malformed', 'The request could not be read');
}

export function isFields(value: unknown): value is RequestFields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A text or number as text; "" for anything else. */
export function textField(fields: RequestFields, name: string): string {
  const value = fields[name];
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}
