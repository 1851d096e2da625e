import { documentType } from '../../documents/document-type';
import { isRecord } from '../../domain/is-record';
import { FAX_RESULT } from './fax-results';

/** The fields of `POST /outbox`; missing ones are "". */
export interface SendForm {
  dialNumber: string;
  /** Base64. */
  image: string;
  totalPages: number;
  tag: string;
  localId: string;
  callerId: string;
  /** The document's name, chosen by the sender. */
  name: string;
}

/** Reads a form or JSON body; undefined for any other or an unreadable one. */
export function parseSendForm(contentType: string, body: Buffer): SendForm | undefined {
  const field = fieldReader(contentType.split(';', 1)[0]?.trim().toLowerCase() ?? '', body.toString('utf8'));
  if (!field) return undefined;
  return {
    dialNumber: field('DialNumber'),
    image: field('FaxImage'),
    totalPages: Math.max(1, Math.trunc(Number(field('TotalPages'))) || 1),
    tag: field('Tag'),
    localId: field('LocalId'),
    callerId: field('CallerId'),
    name: field('DocumentParams[Name]'),
  };
}

function fieldReader(contentType: string, text: string): ((name: string) => string) | undefined {
  if (contentType === 'application/x-www-form-urlencoded') {
    const form = new URLSearchParams(text);
    return (name) => form.get(name) ?? '';
  }
  if (contentType !== 'application/json') return undefined;
  const json = parseObject(text);
  if (!json) return undefined;
  return (name) => {
    // A form's `Outer[Inner]` is a nested object in JSON.
    const path = name.split(/[[\]]/).filter((part) => part !== '');
    const value = path.reduce<unknown>((holder, part) => (isRecord(holder) ? holder[part] : undefined), json);
    return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
  };
}

function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

const MAX_TAG = 32;
const MAX_LOCAL_ID = 21;

/** The document, or the FaxResult with which the service refuses the form. */
export function judgeSendForm(form: SendForm): { document: Buffer } | { result: number } {
  if (!/\d/.test(form.dialNumber)) return { result: FAX_RESULT.InvalidOrMissingNumber };
  if (form.image === '') return { result: FAX_RESULT.InvalidOrMissingFile };
  if (form.tag.length > MAX_TAG || form.localId.length > MAX_LOCAL_ID) return { result: FAX_RESULT.InvalidParameter };
  // In a form, a `+` that was not escaped arrives as a space, which would silently damage the document.
  if (/[^A-Za-z0-9+/=]/.test(form.image) || form.image.length % 4 !== 0) return { result: FAX_RESULT.FileError };
  const document = Buffer.from(form.image, 'base64');
  // By its name, because the bytes of an encrypted document show nothing.
  const isEncrypted = /\.senx$/i.test(form.name);
  const isSupported = isEncrypted || ['image/tiff', 'application/pdf'].includes(documentType(document).type);
  return isSupported ? { document } : { result: FAX_RESULT.FileUnsupported };
}
