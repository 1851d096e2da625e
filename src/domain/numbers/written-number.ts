import { compact } from '../compact';
import { plainCharacters } from './plain-characters';

/** A number as written, without what surrounds and separates its digits. */
export interface WrittenNumber {
  hasPlus: boolean;
  digits: string;
  /** The digits without the `(0)` of `+44 (0)20 …`, if there is one. */
  withoutZero?: string;
  /** The digits before each slash, which may be part of the number or the first of two numbers. */
  beforeSlashes: string[];
}

export type Written = { written: WrittenNumber } | { fault: string };

/** No spelling of a single number is longer. */
const MAX_LENGTH = 200;

export const TWO_NUMBERS = 'more than one number, but it takes one';
export const LETTERS = 'letters: write the digits only';
export const NO_NUMBER = 'not a phone number';
export const SIGN = 'a character that phone numbers do not have';
const EXTENSION = 'an extension, or something else that only a telephone can dial';
const DECIMAL = 'a decimal number, not a phone number';

/**
 * Takes apart what people and programs write as one phone number.
 * `fault` says what is wrong, without quoting the number.
 */
export function takeApart(text: string): Written {
  if (text.length > MAX_LENGTH) return { fault: 'far too long for a phone number' };
  const uri = dialledPart(trimmed(plainCharacters(text)));
  return 'fault' in uri ? uri : readDigits(withoutFraction(trimmed(uri.dialled)));
}

/**
 * Removes what gets copied along: quotes, the apostrophe of a
 * spreadsheet's text cell, list separators, a telephone symbol.
 */
function trimmed(text: string): string {
  const isAround = (character: string | undefined): boolean =>
    character !== undefined && /[\s"'`´‘’‚‛“”„‟«»‹›<>=,;|\p{So}]/u.test(character);
  const characters = Array.from(text);
  let [from, to] = [0, characters.length];
  while (from < to && isAround(characters[from])) from++;
  while (to > from && isAround(characters[to - 1])) to--;
  return characters.slice(from, to).join('');
}

/** RFC 3966 and its like: `tel:+44-20-7946-0018`, `tel:7946-0018;phone-context=+44-20`; also `Fax: 020 …`. */
function dialledPart(text: string): { dialled: string } | { fault: string } {
  const scheme = /^(?:(?:tel|fax|phone|sms|smsto|callto)\.?:\s*)+/i.exec(text)?.[0];
  if (scheme === undefined) return { dialled: text };
  const [number = '', ...parameters] = decoded(text.slice(scheme.length)).replace(/^\/\//, '').split(';');
  const given = parameters.filter((parameter) => parameter.trim() !== '');
  const [context, ...others] = given;
  if (context === undefined) return { dialled: number };
  const [, prefix] = /^\s*phone-context\s*=(.*)$/is.exec(context) ?? [];
  if (prefix === undefined || others.length > 0) return { fault: EXTENSION };
  if (number.trim().startsWith('+')) return { dialled: number };
  if (!prefix.trim().startsWith('+')) return { fault: 'a number that only its own network can dial' };
  return { dialled: prefix + number };
}

function decoded(text: string): string {
  try {
    return plainCharacters(decodeURIComponent(text));
  } catch {
    return text;
  }
}

/** Spreadsheets give a number as `447700900123.0`. */
function withoutFraction(text: string): string {
  return text.replace(/^(\+?\d{5,})[.,]0{1,2}$/, '$1');
}

function readDigits(text: string): Written {
  const fault = faultOf(text);
  if (fault !== undefined) return { fault };
  const withoutZero = /[([]\s*0\s*[)\]]/.test(text) ? onlyDigits(text.replace(/[([]\s*0\s*[)\]]/, '')) : undefined;
  const parts = text.split(/[/\\]/).map(onlyDigits);
  return {
    written: compact({
      hasPlus: text.includes('+'),
      digits: onlyDigits(text),
      withoutZero,
      beforeSlashes: parts.slice(1).map((_, index) => parts.slice(0, index + 1).join('')),
    }),
  };
}

function faultOf(text: string): string | undefined {
  if (/^sips?:/i.test(text)) return 'a SIP address, not a phone number';
  if (!/\d/.test(text)) return /\S/.test(text) ? NO_NUMBER : 'needs a number';
  if (/^\+?\d+(?:[.,]\d*)?e[+-]?\d+$/i.test(text)) {
    return 'scientific notation, which has lost digits: format its column as text';
  }
  if (/^\+?\d{7,}[.,]\d{1,2}$/.test(text)) return DECIMAL;
  if (/\p{L}/u.test(text)) return faultOfLetters(text);
  if (/[\n\r\t\v\f\u0085\u2028\u2029,;|&]/.test(text)) return TWO_NUMBERS;
  if (/[#*]/.test(text)) return EXTENSION;
  if (/^[\s([]*\++[^+]*$/.test(text) || !text.includes('+')) {
    return /^[\d+\s()[\]{}./\\_~·•∙‧・\p{Pd}\u2043\u02d7\u2212\u30fc'’]*$/u.test(text) ? undefined : SIGN;
  }
  return TWO_NUMBERS;
}

function faultOfLetters(text: string): string {
  const numbers = text.split(/\p{L}+/u).filter((part) => onlyDigits(part).length >= 5);
  if (numbers.length > 1) return TWO_NUMBERS;
  if (/\d[\s.,;(]*(?:ext|extn|extension|x)[\s.:=]*\d+[\s)]*$/i.test(text)) return EXTENSION;
  return LETTERS;
}

function onlyDigits(text: string): string {
  return text.replace(/\D/g, '');
}
