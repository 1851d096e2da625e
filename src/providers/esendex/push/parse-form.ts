import { trimEnd } from '../../../domain/trim-end';
import { decodeText } from '../../xml/decode-text';

/** A real notification had a line end after its last value, which does not belong to the value. */
const LINE_END = '\r\n';

/** Far more fields than any notification has. */
const MAX_FIELDS = 100;

export type FormPair = readonly [name: string, value: string];

/**
 * Parses `application/x-www-form-urlencoded`. Brackets in names have no meaning, and names may repeat. Returns
 * undefined for a malformed body or one with too many fields.
 */
export function parseForm(bytes: Buffer, charset: string): FormPair[] | undefined {
  const parts = partsOf(bytes);
  if (!parts || parts.some(({ written }) => /%(?![0-9a-f]{2})/i.test(written))) return undefined;
  const pairs = parts.map((part) => decodedPair(part, charset));
  return pairs.every((pair) => pair !== undefined) ? pairs : undefined;
}

/**
 * No user name or password field, name and value together, is longer than this; longer fields are skipped undecoded.
 */
const MAX_SHORT = 1_000;

/** Returns only the fields with these (lower-case) names, and decodes no long field. */
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

/** Returns undefined when there are too many fields. */
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
 * The fields of a form that Express has already parsed. Values that are not texts come from brackets in names and are
 * left out. Returns undefined for anything but a form, or for one with too many fields.
 */
export function formOfParsed(parsed: unknown): FormPair[] | undefined {
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) return undefined;
  const pairs = Object.entries(parsed).flatMap(([name, value]: [string, unknown]) =>
    [value].flat().flatMap((text): FormPair[] => (typeof text === 'string' ? [[name, text]] : [])),
  );
  if (pairs.length > MAX_FIELDS) return undefined;
  return pairs.map(([name, text], at) => [name, at === pairs.length - 1 ? trimEnd(text, LINE_END) : text]);
}
