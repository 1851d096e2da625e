import { isRecord } from '../../domain/is-record';
import { describeAnswer, hasSucceeded, jsonOf, type Answer, type Answered } from './answer';
import type { Finding } from './probe';
import { knownAsSpelled, listed, redact, type Redacted } from './redacted';
import { shapeOf } from './shape-of';

export const holds = (seen: Redacted): Finding => ({ verdict: 'holds', seen });
export const differs = (seen: Redacted): Finding => ({ verdict: 'differs', seen });
export const cannotTell = (seen: Redacted): Finding => ({ verdict: 'cannot-tell', seen });
export const either = (isSo: boolean, seen: Redacted): Finding => (isSo ? holds(seen) : differs(seen));

/** Judges an answer; without one the finding is "cannot tell". */
export function ofAnswer(answer: Answer | undefined, judge: (answer: Answered) => Finding): Finding {
  return answer?.outcome === 'answered' ? judge(answer) : cannotTell(describeAnswer(answer));
}

/** Judges the JSON of a successful answer. Anything but JSON in it counts as "differs". */
export function ofJson(answer: Answer | undefined, judge: (value: unknown) => Finding): Finding {
  return ofAnswer(answer, (given) => {
    if (!hasSucceeded(given)) return cannotTell(describeAnswer(given));
    if (given.isCut) return cannotTell(redact`more than this check reads`);
    const value = jsonOf(given);
    return value === undefined ? differs(redact`not JSON: ${describeAnswer(given)}`) : judge(value);
  });
}

/** Judges the first item of a list; for an empty list the finding is "cannot tell". */
export function ofItems(items: readonly unknown[] | undefined, judge: (item: unknown) => Finding): Finding {
  const [first] = items ?? [];
  return first === undefined ? cannotTell(redact`there is nothing to look at`) : judge(first);
}

export type Wanted = Record<string, (value: unknown) => boolean>;

/**
 * Whether an object has all wanted fields in exactly this spelling, and readable values in wanted and optional ones.
 */
export function hasFields(value: unknown, wanted: Wanted, optional: Wanted = {}): Finding {
  const names = [...Object.keys(wanted), ...Object.keys(optional)];
  if (!isRecord(value)) return differs(shapeOf(value, names));
  const isGiven = (name: string): boolean => Object.hasOwn(value, name);
  const spelledOtherwise = Object.keys(value).flatMap((name) => {
    const shown = names.includes(name) ? undefined : knownAsSpelled(name, names);
    return shown === undefined ? [] : [shown];
  });
  if (spelledOtherwise.length > 0) return differs(redact`spelled otherwise: ${listed(spelledOtherwise)}`);
  const isRight =
    Object.entries(wanted).every(([name, isUsable]) => isUsable(value[name])) &&
    Object.entries(optional).every(([name, isUsable]) => !isGiven(name) || isUsable(value[name]));
  return either(isRight, shapeOf(value, names));
}

export const isWhole = (value: unknown): boolean =>
  (typeof value === 'number' && Number.isInteger(value) && value >= 0) ||
  (typeof value === 'string' && /^\d{1,15}$/.test(value.trim()));
export const isText = (value: unknown): boolean => typeof value === 'string' && value.trim() !== '';
export const isTextOrNumber = (value: unknown): boolean => isText(value) || typeof value === 'number';
