const ORIGIN = /^[a-z][a-z\d+.-]*:\/\/[^/?#]*/i;

/**
 * The path of a request's target as Express reads it for `http in`: without query and fragment, also where the target
 * names the origin, as proxies do. Nothing is decoded: two spellings of one path would be two ways around a guard.
 */
export function targetPath(url: string): string {
  const [path = ''] = url.replace(ORIGIN, '').split(/[?#]/, 1);
  return path;
}

/** Equal for what Express takes for the same path: case makes no difference, nor does one slash at the end. */
export function comparablePath(path: string): string {
  const lower = path.toLowerCase();
  return lower.endsWith('/') ? lower.slice(0, -1) : lower;
}
