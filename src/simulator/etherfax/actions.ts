/**
 * The requests that the service knows, and the push socket. Requests are counted, and faults limited, by these names.
 */
export const ACTIONS = [
  'banner',
  'accounts.status',
  'inbox.unread',
  'inbox.list',
  'inbox.get',
  'inbox.getnext',
  'inbox.received',
  'outbox.send',
  'outbox.pending',
  'status',
  'push',
] as const;

export type Action = (typeof ACTIONS)[number];
/** All actions except the push socket. */
export type RestAction = Exclude<Action, 'push'>;

const METHODS: Partial<Record<RestAction, string>> = { 'outbox.send': 'POST' };

/** `path` is what follows the base URL. Returns undefined for an unknown request. */
export function restAction({ method, path, a }: { method: string; path: string; a: string }): RestAction | undefined {
  const controller = path.replace(/^\/|\/$/g, '');
  const action = nameOf(controller, method === 'POST' && a === '' ? 'send' : a);
  return action !== undefined && (METHODS[action] ?? 'GET') === method ? action : undefined;
}

function nameOf(controller: string, a: string): RestAction | undefined {
  if (controller === '') return 'banner';
  if (controller === 'status') return 'status';
  return ACTIONS.find((action): action is RestAction => action === `${controller}.${a}`);
}
