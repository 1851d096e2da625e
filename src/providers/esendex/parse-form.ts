import { trimEnd } from '../../domain/trim-end';
import { decodeText } from '../xml/decode-text';

/** A line end after the last value was seen in a real notification; it is no part of it. */
const LINE_END = '\r\n';

/** More fields than any notification has, by far. */
const MAX_FIELDS = 100;

export type FormPair = readonly [name: string, value: string];

/**
 * A body of type `application/x-www-form-urlencoded`, flat: brackets in names mean nothing, names may repeat.
 * undefined = malformed, or too many fields.
 */
export function parseForm(bytes: Buffer, charset: string): FormPair[] | undefined {
  const text = trimEnd(bytes.toString('latin1'), LINE_END);
  const parts = text.split('&', MAX_FIELDS + 1);
  if (parts.length > MAX_FIELDS || /%(?![0-9a-f]{2})/i.test(text)) return undefined;
  const pairs: FormPair[] = [];
  for (const part of parts) {
    const [name = ''] = part.split('=', 1);
    const pair = [decode(name, charset), decode(part.slice(name.length + 1), charset)] as const;
    if (pair[0] === undefined || pair[1] === undefined) return undefined;
    pairs.push([pair[0], pair[1]]);
  }
  return pairs;
}

function decode(text: string, charset: string): string | undefined {
  const bytes = text
    .replaceAll('+', ' ')
    .replace(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return decodeText(Buffer.from(bytes, 'latin1'), charset);
}

/**
 * The same from what Express' parser made of it. Values that are no text came from brackets in names and are left out.
 * undefined = no form, or too many fields.
 */
export function formOfParsed(parsed: unknown): FormPair[] | undefined {
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) return undefined;
  const pairs = Object.entries(parsed).flatMap(([name, value]: [string, unknown]) =>
    [value].flat().flatMap((text): FormPair[] => (typeof text === 'string' ? [[name, text]] : [])),
  );
  if (pairs.length > MAX_FIELDS) return undefined;
  return pairs.map(([name, text], at) => [name, at === pairs.length - 1 ? trimEnd(text, LINE_END) : text]);
}
