import { isRecord } from '../../domain/is-record';
import { knownAsSpelled, listed, redact, type Redacted } from './redacted';

const MAX_DEPTH = 3;

/** Describes a value's type but never the value. Names only the fields in `names`, and counts all others. */
export function shapeOf(value: unknown, names: readonly string[], depth = 0): Redacted {
  if (value === null) return redact`null`;
  if (value === undefined) return redact`absent`;
  if (typeof value === 'boolean') return redact`true or false`;
  if (typeof value === 'number') return Number.isInteger(value) ? redact`whole number` : redact`number`;
  if (typeof value === 'string') return shapeOfText(value);
  if (depth >= MAX_DEPTH) return redact`…`;
  if (Array.isArray(value)) {
    const [first] = value as unknown[];
    return value.length === 0
      ? redact`empty list`
      : redact`list of ${value.length}: ${shapeOf(first, names, depth + 1)}`;
  }
  return isRecord(value) ? shapeOfObject(value, names, depth) : redact`something else`;
}

function shapeOfObject(value: Record<string, unknown>, names: readonly string[], depth: number): Redacted {
  const parts: Redacted[] = [];
  let others = 0;
  for (const [name, field] of Object.entries(value)) {
    const shown = knownAsSpelled(name, names);
    if (shown === undefined) others += 1;
    else parts.push(redact`${shown}: ${shapeOf(field, names, depth + 1)}`);
  }
  if (others > 0) parts.push(redact`${others} other fields`);
  return parts.length === 0 ? redact`empty object` : redact`{ ${listed(parts)} }`;
}

const GUID = /^\{?[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\}?$/i;

export function shapeOfText(text: string): Redacted {
  if (text === '') return redact`empty text`;
  if (text.trim() !== text) return redact`text with blanks around it`;
  if (GUID.test(text)) return text === text.toUpperCase() ? redact`GUID in capitals` : redact`GUID`;
  if (/^\d+$/.test(text)) return redact`digits`;
  if (/^\+\d+$/.test(text)) return redact`+ and digits`;
  if (/^[0-9a-f]{32}$/i.test(text)) return redact`32 hexadecimal digits`;
  if (/^[A-Za-z0-9+/]{22}==$/.test(text)) return redact`16 bytes in base64`;
  return shapeOfTime(text) ?? redact`text`;
}

const TIME = /^(\d{4})-\d\d-\d\d([T _])\d\d:\d\d(?::\d\d)?(\.\d{1,7})?(Z|[+-]\d\d:?\d\d)?$/i;

/** Returns undefined for anything but a time. */
function shapeOfTime(text: string): Redacted | undefined {
  const match = TIME.exec(text);
  if (match === null) return undefined;
  const [, year, between, fraction, zone] = match;
  const parts = [
    year === '0001' ? redact`time of the year 1` : redact`time`,
    between === '_' ? redact` written with _` : between === ' ' ? redact` written with a blank` : redact``,
    fraction === undefined ? redact`` : redact`, fraction of ${fraction.length - 1}`,
    zone === undefined
      ? redact`, without a zone`
      : zone.toUpperCase() === 'Z'
        ? redact`, with Z`
        : redact`, with an offset`,
  ];
  return parts.reduce((text, part) => redact`${text}${part}`);
}
