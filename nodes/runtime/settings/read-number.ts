import { BadInputError, ConfigError } from '../../../src/domain/errors';
import { isNumber, type NumberRule } from '../../rules/number';

interface ReadRule extends NumberRule {
  /** The value if nothing is entered. */
  fallback: number;
  /** True: it concerns the message to be sent, not the connection, so a wrong value is a `BadInputError`. */
  isInput?: boolean;
}

/**
 * Reads a number, which the editor saves as text. Throws `ConfigError` or `BadInputError` with the field's label,
 * never with its value.
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

/** If an environment variable is not set, Node-RED leaves the literal `${NAME}`. */
function unsetVariable(text: string): string | undefined {
  return /^\$\{(\S+)\}$/.exec(text)?.[1];
}
