/**
 * As `fetch`, over a connection of its own. Node.js' servers close one that nobody has used for five seconds. If the machine
 * stands still for so long, that happens just when the kept connection is used again, and the request fails.
 */
export function fetchAfresh(url: string | URL, { headers, ...init }: InitOfFetch = {}): Promise<Response> {
  return fetch(url, { ...init, headers: { ...headers, connection: 'close' } });
}

interface InitOfFetch extends Omit<RequestInit, 'headers'> {
  headers?: Record<string, string>;
}
