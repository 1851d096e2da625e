/** The requests that the service knows, by method and path after its version. */
const ROUTES = {
  'accounts.list': /^GET accounts$/,
  'accounts.get': /^GET accounts\/([^/]+)$/,
  'session.create': /^POST session\/constructor$/,
  'inbox.list': /^GET inbox\/(?:([^/]+)\/)?messages$/,
  'inbox.mark': /^PUT inbox\/messages\/([^/]+)$/,
  'inbox.delete': /^DELETE inbox\/messages\/([^/]+)$/,
  'headers.list': /^GET messageheaders$/,
  'headers.get': /^GET messageheaders\/([^/]+)$/,
  'headers.body': /^GET messageheaders\/([^/]+)\/body$/,
  'dispatcher.send': /^POST messagedispatcher$/,
  'messages.information': /^POST messages\/information$/,
  'batches.list': /^GET messagebatches$/,
  'batches.get': /^GET messagebatches\/([^/]+)$/,
  'batches.messages': /^GET messagebatches\/([^/]+)\/messages$/,
  'optouts.list': /^GET optouts$/,
  'optouts.get': /^GET optouts\/([^/]+)$/,
  'optouts.create': /^POST optouts$/,
} as const;

export type RestAction = keyof typeof ROUTES;
/** Requests are counted, and faults limited, by these names. `push` is a request by the service to its customer. */
export type Action = RestAction | 'push';

const REST_ACTIONS = Object.keys(ROUTES) as RestAction[];
export const ACTIONS: readonly Action[] = [...REST_ACTIONS, 'push'];

export interface Route {
  action: RestAction;
  /** The id or account reference in the path; "" without one. */
  named: string;
}

const METHODS = ['GET', 'POST', 'PUT', 'DELETE'];

export function routeOf(method: string, path: string): Route | 'wrong-method' | undefined {
  const found = find(method, path);
  if (found) return found;
  return METHODS.some((other) => find(other, path)) ? 'wrong-method' : undefined;
}

function find(method: string, path: string): Route | undefined {
  for (const action of REST_ACTIONS) {
    const match = ROUTES[action].exec(`${method} ${path.replace(/^\/|\/$/g, '')}`);
    if (match) return { action, named: decoded(match[1] ?? '') };
  }
  return undefined;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
