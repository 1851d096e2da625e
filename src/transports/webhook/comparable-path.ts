const ORIGIN = /^[a-z][a-z\d+.-]*:\/\/[^/?#]*/i;

/**
 * The path of a request's target as Express reads it for `http in`: without origin (which proxies may send), query and
 * fragment. Nothing is decoded: if several spellings led to one path, one of them might bypass a guard before it.
 */
export function targetPath(url: string): string {
  const [path = ''] = url.replace(ORIGIN, '').split(/[?#]/, 1);
  return path;
}

/** Equal for all spellings that Express takes for the same path: it ignores case, and one slash at the end. */
export function comparablePath(path: string): string {
  const lower = path.toLowerCase();
  return lower.endsWith('/') ? lower.slice(0, -1) : lower;
}
