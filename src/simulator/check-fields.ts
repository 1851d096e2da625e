/** For each field, whether a value is valid. */
export type FieldChecks = Record<string, (value: unknown) => boolean>;

export const oneOf = (choices: readonly unknown[]) => (value: unknown) => choices.includes(value);
export const isCount = (value: unknown): boolean => typeof value === 'number' && Number.isFinite(value) && value >= 0;
export const isString = (value: unknown): boolean => typeof value === 'string';
export const isBoolean = (value: unknown): boolean => typeof value === 'boolean';

/** Checks an object from JSON; undefined for anything but an object, and for an unknown or invalid field. */
export function checkFields(value: unknown, checks: FieldChecks): Record<string, unknown> | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const sound = Object.entries(value).every(([name, field]) => Object.hasOwn(checks, name) && checks[name]?.(field));
  return sound ? (value as Record<string, unknown>) : undefined;
}
