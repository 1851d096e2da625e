import { ConfigError } from '../../../domain/errors';

/** Where our pages are. undefined: nobody can reach them now, so nothing may be started whose fate they would tell. */
export function openPages(pagesUrl: () => string): string | undefined {
  try {
    return pagesUrl();
  } catch (error) {
    if (error instanceof ConfigError) return undefined;
    throw error;
  }
}
