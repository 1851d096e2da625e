import { BadInputError, ConfigError } from '../../../src/domain/errors';
import { isNumber, type NumberRule } from '../../rules/number';

interface ReadRule extends NumberRule {
  /** Where nothing is entered. */
  fallback: number;
  /** Of what is to be sent, not of the connection. */
  isInput?: boolean;
}

/**
 * A number as the editor saves it, which is text. Throws `ConfigError` or `BadInputError` naming the field, never its
 * value.
 */
export function readNumber(label: string, value: unknown, rule: ReadRule): number {
  const { fallback, min, max, whole = false, isInput = false } = rule;
  const text = typeof value === 'number' ? String(value) : typeof value === 'string' ? value.trim() : '';
  if (text === '') return fallback;
  const unset = unsetVariable(text);
  if (unset !== undefined) throw new ConfigError(`${label}: the environment variable ${unset} is not set`);
  if (isNumber(text, rule)) return Number(text);
  const range = max === undefined ? `of at least ${min}` : `from ${min} to ${max}`;
  const reason = `${label}: must be a ${whole ? 'whole number' : 'number'} ${range}`;
  throw isInput ? new BadInputError(reason) : new ConfigError(reason);
}

/** Node-RED leaves the literal `${NAME}` where the environment variable is not set. */
function unsetVariable(text: string): string | undefined {
  return /^\$\{(\S+)\}$/.exec(text)?.[1];
}
