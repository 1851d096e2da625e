type IsOptional<T, K extends keyof T> = string extends K ? true : Partial<Pick<T, K>> extends Pick<T, K> ? true : false;

/** The fields of T before undefined ones are removed: optional fields may be undefined, required ones never. */
type Loose<T> = {
  [K in keyof T]: IsOptional<T, K> extends true ? T[K] | undefined : NonNullable<T[K]> | (T[K] & null);
};

/**
 * Removes the fields that are undefined, so that neither a flow nor a store sees a field without a value. T is the type
 * of the result, inferred from its destination or given: a field that T does not have does not compile.
 */
export function compact<T = never>(fields: NoInfer<Loose<NonNullable<T>>>): NonNullable<T> {
  // A loop, because `Object.fromEntries` takes ten times as long, and every event passes through here.
  const given = fields as Record<string, unknown>;
  const present: Record<string, unknown> = {};
  for (const name of Object.keys(given)) if (given[name] !== undefined) present[name] = given[name];
  return present as NonNullable<T>;
}
