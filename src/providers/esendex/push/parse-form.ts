import { trimEnd } from '../../../domain/trim-end';
import { decodeText } from '../../xml/decode-text';

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
  const parts = partsOf(bytes);
  if (!parts || parts.some(({ written }) => /%(?![0-9a-f]{2})/i.test(written))) return undefined;
  const pairs = parts.map((part) => decodedPair(part, charset));
  return pairs.every((pair) => pair !== undefined) ? pairs : undefined;
}

/** A name that is looked for, its value: neither is longer, whatever else the form holds. */
const MAX_SHORT = 1_000;

/** Of a form only the fields of these names, in lower case; nothing else of it is decoded. */
export function parseFields(bytes: Buffer, charset: string, names: readonly string[]): FormPair[] {
  const parts = partsOf(bytes) ?? [];
  const short = parts.filter(({ written }) => written.length <= MAX_SHORT);
  return short.flatMap((part) => {
    const pair = decodedPair(part, charset);
    return pair && names.includes(pair[0].toLowerCase()) ? [pair] : [];
  });
}

interface Part {
  written: string;
  name: string;
}

/** undefined: too many. */
function partsOf(bytes: Buffer): Part[] | undefined {
  const text = trimEnd(bytes.toString('latin1'), LINE_END);
  const parts = text.split('&', MAX_FIELDS + 1);
  if (parts.length > MAX_FIELDS) return undefined;
  return parts.map((written) => ({ written, name: written.split('=', 1)[0] ?? '' }));
}

function decodedPair({ written, name }: Part, charset: string): FormPair | undefined {
  const pair = [decode(name, charset), decode(written.slice(name.length + 1), charset)] as const;
  return pair[0] === undefined || pair[1] === undefined ? undefined : [pair[0], pair[1]];
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
