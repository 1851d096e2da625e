import { fetchAfresh } from '../../support/fetch-afresh';

const TIMEOUT_MS = 5_000;
/** So many the API lists at once. */
const PAGE = 200;

export interface ConnectionView {
  state: string;
  retryAt?: number;
  counts: Record<'offered' | 'redeliver' | 'dead' | 'queued' | 'sending', number>;
}

export interface ListedJob {
  id: string;
  seq: number;
}

/** The admin API of a Node-RED without a login. All of it rejects unless the answer is good: try it again. */
export class AdminApi {
  readonly #port: number;

  constructor(port: number) {
    this.#port = port;
  }

  async connection(id: string): Promise<ConnectionView> {
    return (await this.#ask(id)) as ConnectionView;
  }

  async jobs(connection: string, state: 'accepted' | 'unknown'): Promise<ListedJob[]> {
    const all: ListedJob[] = [];
    for (;;) {
      const last = all.at(-1);
      const after = last ? `&after=${last.seq}` : '';
      const page = (await this.#ask(`${connection}/jobs?state=${state}${after}`)) as ListedJob[];
      all.push(...page);
      if (page.length < PAGE) return all;
    }
  }

  /** A person decides. False: it has been settled meanwhile. */
  async drop(connection: string, jobId: string): Promise<boolean> {
    const { done } = (await this.#ask(`${connection}/actions`, { action: 'drop', jobId })) as { done: boolean };
    return done;
  }

  async #ask(path: string, body?: object): Promise<unknown> {
    const response = await fetchAfresh(`http://127.0.0.1:${this.#port}/fax-sms/connections/${path}`, {
      signal: AbortSignal.timeout(TIMEOUT_MS),
      ...(body && { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${path}: ${response.status} ${text}`);
    return JSON.parse(text);
  }
}
