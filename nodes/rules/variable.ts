export const VARIABLE = /\$\{([^\s{}]{1,200})\}/g;
/** The older form, `$(NAME)`, which counts only if it is the whole value. */
export const WHOLE = /^\$\(([^\s()]{1,200})\)$/;

/** Does a text hold an environment variable? Its value is known only to the runtime. */
export function holdsVariable(text: string): boolean {
  return WHOLE.test(text) || text.search(VARIABLE) >= 0;
}
