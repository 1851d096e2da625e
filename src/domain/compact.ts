/** The fields of T as they are known before: an optional one may still be undefined. */
type Loose<T> = { [K in keyof T]: Partial<Pick<T, K>> extends Pick<T, K> ? T[K] | undefined : T[K] };

/**
 * An object without those fields that are undefined, so that neither a flow nor a store sees a field that says nothing.
 * T is what is to come out, known from where it goes or named: a field that T does not have does not compile.
 */
export function compact<T extends object = never>(fields: NoInfer<Loose<T>>): T {
  const present = Object.entries(fields).filter(([, value]) => value !== undefined);
  return Object.fromEntries(present) as T;
}
