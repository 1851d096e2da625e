type IsOptional<T, K extends keyof T> = string extends K ? true : Partial<Pick<T, K>> extends Pick<T, K> ? true : false;

/** The fields of T as they are known before: an optional one may still be undefined, one that must be there never. */
type Loose<T> = {
  [K in keyof T]: IsOptional<T, K> extends true ? T[K] | undefined : NonNullable<T[K]> | (T[K] & null);
};

/**
 * An object without those fields that are undefined, so that neither a flow nor a store sees a field that says nothing.
 * T is what is to come out, known from where it goes or named: a field that T does not have does not compile.
 */
export function compact<T = never>(fields: NoInfer<Loose<NonNullable<T>>>): NonNullable<T> {
  // By hand: `Object.fromEntries` takes ten times as long, and every event comes by here.
  const given = fields as Record<string, unknown>;
  const present: Record<string, unknown> = {};
  for (const name of Object.keys(given)) if (given[name] !== undefined) present[name] = given[name];
  return present as NonNullable<T>;
}
