import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The clone's folder. Without `import.meta.dirname`, so that an old Node.js gets as far as the version check. */
export const root = fileURLToPath(new URL('../..', import.meta.url));

/** For files that scripts install and record; safe to delete. */
export const cache = join(root, '.cache');

export const packageName = '@pushline/node-red-fax-sms';
