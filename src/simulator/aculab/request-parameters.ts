import type { IncomingMessage } from 'node:http';
import { readBody } from '../http/read-body';
import { parseMultipart } from './multipart';
import { RefusedRequest, refuseMalformed, refuseMissing } from './refused-request';

/** The parameters of a web service request, from its query, form or multipart body. */
export interface RequestParameters {
  /** Returns undefined for a missing or empty parameter. */
  text(name: string): string | undefined;
  /** Throws a refusal when the parameter is missing. */
  required(name: string): string;
  /** The uploaded file, under any field name. */
  file: Buffer | undefined;
}

const MAX_BODY_BYTES = 128 * 1024 * 1024;
const FORM = 'application/x-www-form-urlencoded';
const MULTIPART = 'multipart/form-data';

/** Throws a refusal when the body cannot be read. */
export async function readParameters(message: IncomingMessage, query: URLSearchParams): Promise<RequestParameters> {
  const type = message.headers['content-type'] ?? '';
  const body = await readBody(message, MAX_BODY_BYTES);
  if (!body) throw new RefusedRequest(413, 'HTTP 413', 'Request too large');
  const fields = [...query];
  let file: Buffer | undefined;
  if (type.startsWith(FORM)) fields.push(...new URLSearchParams(body.toString('utf8')));
  else if (type.startsWith(MULTIPART)) {
    for (const { name, isFile, content } of parseMultipart(body, type) ?? refuseMalformed('body')) {
      if (isFile) file = content;
      else fields.push([name, content.toString('utf8')]);
    }
  } else if (body.length > 0) file = body;
  return parametersOf(fields, file);
}

function parametersOf(fields: [string, string][], file: Buffer | undefined): RequestParameters {
  const text = (name: string): string | undefined => {
    const values = fields.filter(([field, value]) => field === name && value !== '').map(([, value]) => value);
    if (values.length > 1) throw new RefusedRequest(400, '0003', `Repeated parameter '${name}'`);
    return values[0];
  };
  return { text, required: (name) => text(name) ?? refuseMissing(name), file };
}
