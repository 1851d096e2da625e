const PATH = /^(\/[\w.~!$&'()*+,;=:@%-]+)+$/;
const MAX_LENGTH = 256;

/** What is wrong with the form of a `webhookPath`; undefined: nothing. */
export function pathProblem(path: string): 'form' | 'dots' | undefined {
  if (!PATH.test(path) || path.length > MAX_LENGTH) return 'form';
  // Callers resolve `.` and `..` before they call, so such a path would never be requested.
  return path.split('/').some((part) => part === '.' || part === '..') ? 'dots' : undefined;
}
