import { BadInputError, ConfigError } from '../../src/domain/errors';

export interface NumberRule {
  /** Where nothing is entered. */
  fallback: number;
  min: number;
  whole?: boolean;
  /** Of what is to be sent, not of the connection. */
  isInput?: boolean;
}

/**
 * A number as the editor saves it, which is text. Throws `ConfigError` or `BadInputError` naming the field, never its
 * value; what is refused here is red in the dialog (nodes/runtime/editor.js has the same rule).
 */
export function readNumber(label: string, value: unknown, rule: NumberRule): number {
  const { fallback, min, whole = false, isInput = false } = rule;
  const text = typeof value === 'number' ? String(value) : typeof value === 'string' ? value.trim() : '';
  if (text === '') return fallback;
  const unset = unsetVariable(text);
  if (unset !== undefined) throw new ConfigError(`${label}: the environment variable ${unset} is not set`);
  const number = Number(text);
  if (Number.isFinite(number) && number >= min && (!whole || Number.isInteger(number))) return number;
  const reason = `${label}: must be a ${whole ? 'whole number' : 'number'} of at least ${min}`;
  throw isInput ? new BadInputError(reason) : new ConfigError(reason);
}

/** Node-RED leaves the literal `${NAME}` where the environment variable is not set. */
export function unsetVariable(text: string): string | undefined {
  return /^\$\{(\S+)\}$/.exec(text)?.[1];
}
