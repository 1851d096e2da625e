/** Only what Express, and so a guard before us, reads as one: it takes an invalid origin, and `javascript:`, for a path. */
const ORIGIN = /^(?!javascript:)[a-z\d+.-]+:\/\/(?:[\w.~%:@-]*@)?(?:\[[\da-f:.]+\]|[\w.-]*)(?::\d*)?(?=[/?#]|$)/i;

/**
 * The path of a request's target as Express reads it for `http in`: without origin (which proxies may send), query and
 * fragment. Nothing is decoded: if several spellings led to one path, one of them might bypass a guard before it.
 */
export function targetPath(url: string): string {
  const [path = ''] = url.replace(ORIGIN, '').split(/[?#]/, 1);
  return path;
}

/** What follows `root`, after which Express also accepts a second slash; undefined: not below the root. */
export function pathBelow(root: string, url: string): string | undefined {
  const path = targetPath(url);
  if (!path.toLowerCase().startsWith(root.toLowerCase())) return undefined;
  const below = path.slice(root.length);
  return root !== '' && below.startsWith('//') ? below.slice(1) : below;
}

/** Equal for all spellings that Express takes for the same path: it ignores case, and one slash at the end. */
export function comparablePath(path: string): string {
  const lower = path.toLowerCase();
  return lower.endsWith('/') ? lower.slice(0, -1) : lower;
}
