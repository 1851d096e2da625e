import { checkFields, oneOf } from './check-fields';

/** For each behaviour that a vendor's documents leave open, all plausible ways, the default first. */
export type WireChoices = Record<string, readonly [unknown, ...unknown[]]>;

export type Chosen<C extends WireChoices> = { -readonly [K in keyof C]: C[K][number] };

export function defaultsOf<C extends WireChoices>(choices: C): Chosen<C> {
  return Object.fromEntries(Object.entries(choices).map(([name, [first]]) => [name, first])) as Chosen<C>;
}

/** Returns undefined for anything but an object of known choices. */
export function parseChoices<C extends WireChoices>(choices: C, value: unknown): Partial<Chosen<C>> | undefined {
  const checks = Object.fromEntries(Object.entries(choices).map(([name, known]) => [name, oneOf(known)]));
  return checkFields(value, checks) as Partial<Chosen<C>> | undefined;
}
