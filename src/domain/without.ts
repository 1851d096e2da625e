/** Distributes over a union, so that each member keeps its own type. */
type Without<T, K> = T extends unknown ? { [P in keyof T as P extends K ? never : P]: T[P] } : never;

/** A new object without these fields. */
export function without<T extends object, K extends keyof T>(whole: T, ...names: K[]): Without<T, K>;
export function without(whole: Record<string, unknown>, ...names: string[]): object {
  // A loop, because an object with deleted properties, or made from entries, takes five times as long to stringify.
  const rest: Record<string, unknown> = {};
  for (const name of Object.keys(whole)) if (!names.includes(name)) rest[name] = whole[name];
  return rest;
}
