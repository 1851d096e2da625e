import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The clone's folder. Old Node.js must get as far as the version check, so no `import.meta.dirname` here. */
export const root = fileURLToPath(new URL('../..', import.meta.url));

/** What scripts install and record for themselves; safe to delete. */
export const cache = join(root, '.cache');

export const packageName = '@pushline/node-red-fax-sms';
