export const UNITS = { minutes: 1, hours: 60, days: 1_440 } as const;

export type Unit = keyof typeof UNITS;

export function isUnit(value: unknown): value is Unit {
  return typeof value === 'string' && Object.hasOwn(UNITS, value);
}

/**
 * Minutes as the dialog shows them: up to a day in minutes, because users mostly set short times; above that in the
 * largest unit that divides them. Text that is not a number stays as it is.
 */
export function asDuration(minutes: string): { amount: string; unit: Unit } {
  const number = minutes.trim() === '' ? NaN : Number(minutes);
  const isLong = number > UNITS.days;
  const unit = (['days', 'hours'] as const).find((each) => isLong && number % UNITS[each] === 0) ?? 'minutes';
  return unit === 'minutes' ? { amount: minutes, unit } : { amount: String(number / UNITS[unit]), unit };
}

export function asMinutes(amount: string, unit: Unit): string {
  const number = amount.trim() === '' ? NaN : Number(amount);
  return Number.isFinite(number) ? String(number * UNITS[unit]) : amount;
}
