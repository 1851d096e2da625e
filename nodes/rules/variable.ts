export const VARIABLE = /\$\{([^\s{}]{1,200})\}/g;
/** As Node-RED wrote it at first. */
export const WHOLE = /^\$\(([^\s()]{1,200})\)$/;

/** Does a text hold the name of an environment variable? What it stands for only the runtime knows. */
export function holdsVariable(text: string): boolean {
  return WHOLE.test(text) || text.search(VARIABLE) >= 0;
}
