const PATH = /^(\/[\w.~!$&'()*+,;=:@%-]+)+$/;
const MAX_LENGTH = 256;

/** What is wrong with a `webhookPath`, wherever it may lie; undefined: nothing. */
export function pathProblem(path: string): 'form' | 'dots' | undefined {
  if (!PATH.test(path) || path.length > MAX_LENGTH) return 'form';
  // Senders resolve them before they call.
  return path.split('/').some((part) => part === '.' || part === '..') ? 'dots' : undefined;
}
