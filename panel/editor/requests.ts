import { fields } from './wire';

const PATIENCE_MS = 20_000;

/** A request that failed. Status 0: there was no answer. */
export class RequestError extends Error {
  constructor(readonly status: number) {
    super(`answered with ${status}`);
  }
}

/** Paths are relative, so that jQuery, as the editor has set it up, adds the root and the user's login. */
export function get(path: string): Promise<unknown> {
  return settled($.ajax({ url: path, method: 'GET', dataType: 'json', cache: false, timeout: PATIENCE_MS }));
}

export function post(path: string, body: object): Promise<unknown> {
  const json = { data: JSON.stringify(body), contentType: 'application/json', dataType: 'json' as const };
  return settled($.ajax({ url: path, method: 'POST', ...json, timeout: PATIENCE_MS }));
}

export async function getBlob(path: string): Promise<Blob> {
  const xhrFields = { responseType: 'blob' as const };
  const answer = await settled($.ajax({ url: path, method: 'GET', cache: false, timeout: PATIENCE_MS, xhrFields }));
  if (answer instanceof Blob) return answer;
  throw new RequestError(0);
}

function settled(request: PromiseLike<unknown>): Promise<unknown> {
  return Promise.resolve(request).catch((answer: unknown) => {
    const { status } = fields(answer);
    throw new RequestError(typeof status === 'number' ? status : 0);
  });
}
