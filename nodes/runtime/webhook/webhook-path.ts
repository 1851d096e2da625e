import { createHmac, randomBytes } from 'node:crypto';
import { ConfigError } from '../../../src/domain/errors';
import type { Store } from '../../../src/store/store';
import { pathProblem } from '../../rules/webhook-path';

/** First parts of the paths of the editor and its API, below `httpAdminRoot`. */
const EDITOR = new Set(
  (
    'auth comms context credentials debug diagnostics favicon.ico fax-sms flow flows icons inject library locales ' +
    'nodes plugins projects red resources settings theme types vendor'
  ).split(' '),
);

/** The roots of the flows' and the editor's paths; `false` = switched off in settings.js. */
export interface Roots {
  /** Without a slash at the end: `""`, `/api`. */
  node: string;
  admin: string | false;
}

/** Throws `ConfigError` for a `webhookPath` that no request could match, or that is one of the editor's paths. */
export function checkWebhookPath(path: string, roots: Roots): void {
  const problem = pathProblem(path);
  if (problem === 'form') {
    throw new ConfigError(
      'Webhook path: must look like /one/two: a slash at the start, none at the end, no space and no query',
    );
  }
  if (problem === 'dots') {
    throw new ConfigError(
      'Webhook path: must not contain . or .. as a part, because callers resolve them before they call',
    );
  }
  if (isEditors(roots.node + path, roots)) {
    throw new ConfigError('Webhook path: the editor itself uses this one: choose another');
  }
}

/** Compared without regard to case, as Express does. */
function isEditors(path: string, roots: Roots): boolean {
  const { node, admin } = roots;
  if (admin === false || !isBelow(path, admin)) return false;
  // Below a root of its own everything is the editor's; below a root shared with the flows, as by default, only its
  // own routes.
  if (!isBelow(node, admin)) return true;
  return !isAmongEditors(roots) && hasEditorsName(path, admin);
}

/**
 * True if the flows' root is one of the editor's own paths, such as `/red`. Then a path below it belongs to the flows
 * unless the editor takes it, so the editor must come first, as it does for `http in`.
 */
export function isAmongEditors({ node, admin }: Roots): boolean {
  return admin !== false && node.length > admin.length && isBelow(node, admin) && hasEditorsName(node, admin);
}

function hasEditorsName(path: string, admin: string): boolean {
  const [, first = ''] = path.slice(admin.length).toLowerCase().split('/');
  return first === '' || EDITOR.has(first);
}

function isBelow(path: string, root: string): boolean {
  return `${path}/`.toLowerCase().startsWith(`${root}/`.toLowerCase());
}

/** The secret of each store is made only once, even if two connections or instances start at the same time. */
const secrets = new WeakMap<Store, Promise<Buffer>>();
const SECRET = 'webhook-secret';

/** A path that cannot be guessed, and that stays the same for this node and store. Rejects with `StoreError`. */
export async function derivedWebhookPath(store: Store, nodeId: string): Promise<string> {
  const secret = secrets.get(store) ?? secretOf(store);
  secrets.set(store, secret);
  try {
    return `/${base32(
      createHmac('sha256', await secret)
        .update(nodeId)
        .digest(),
    )}`;
  } catch (error) {
    secrets.delete(store);
    throw error;
  }
}

async function secretOf(store: Store): Promise<Buffer> {
  const kept = await store.recall(SECRET);
  if (typeof kept === 'string') return Buffer.from(kept, 'hex');
  const made = randomBytes(32);
  const isOurs = await store.rememberIf({ name: SECRET, is: kept }, { [SECRET]: made.toString('hex') });
  return isOurs ? made : secretOf(store);
}

const LETTERS = 'abcdefghijklmnopqrstuvwxyz234567';

/** Base32 of RFC 4648, in lower case and without padding, so that a path can be read aloud. */
function base32(bytes: Buffer): string {
  let text = '';
  let bits = 0;
  let value = 0;
  for (const byte of bytes) {
    value = ((value << 8) | byte) & 0xfff;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      text += LETTERS[(value >> bits) & 31] ?? '';
    }
  }
  return bits > 0 ? text + (LETTERS[(value << (5 - bits)) & 31] ?? '') : text;
}
