import type { Page, Route } from 'playwright-core';

export interface FakeConnection {
  id: string;
  name: string;
  [field: string]: unknown;
}

type FakeItem = Record<string, unknown>;

/** A page of one white pixel. */
const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGP4DwABAQEAsTo9DAAAAABJRU5ErkJggg==',
  'base64',
);

/** Answers the panel in place of the runtime, so that a test says to the letter what the panel is told. */
export class FakeRuntime {
  readonly requests: string[] = [];
  readonly actions: unknown[] = [];
  isDown = false;
  mayWrite = true;
  mayRead = true;
  isDone = true;
  /** How many rows a search looks at, a request. */
  searchesRows = 1000;
  epoch = 'first';
  connections: FakeConnection[] = [];
  instances: object[] = [];
  timeline: object[] = [];
  lists: Record<string, FakeItem[]> = {};
  details: object = {};
  /** What it changes, for whoever asks after it. */
  onAction: () => void = () => undefined;

  async install(page: Page): Promise<void> {
    await page.route('**/fax-sms/**', (route) => this.#answer(route));
  }

  async #answer(route: Route): Promise<void> {
    const request = route.request();
    const url = new URL(request.url());
    const path = url.pathname.replace(/^.*\/fax-sms\//, '');
    this.requests.push(`${request.method()} ${path}${url.search}`);
    if (this.isDown) return route.abort();
    if (!this.mayRead) return route.fulfill({ status: 401, body: '' });
    if (path.endsWith('/preview')) return route.fulfill({ contentType: 'image/png', body: PNG });
    if (request.method() === 'POST') {
      this.actions.push(request.postDataJSON());
      this.onAction();
    }
    return route.fulfill({ json: this.#body(request.method(), path, url.searchParams) });
  }

  #body(method: string, path: string, query: URLSearchParams): object {
    if (method === 'POST') return { done: this.isDone };
    if (path === 'panel') return this.#overview();
    if (path === 'panel/series') return series();
    if (path.endsWith('/items')) return this.#items(query);
    return this.details;
  }

  #overview(): object {
    const { epoch, mayWrite, connections, instances, timeline } = this;
    return { at: new Date().toISOString(), epoch, mayWrite, connections, instances, timeline };
  }

  #items(query: URLSearchParams): object {
    const rows = this.lists[query.get('list') ?? ''] ?? [];
    const search = query.get('search');
    const from = Number(query.get('after') ?? 0);
    const to = from + (search === null ? Number(query.get('limit')) : this.searchesRows);
    const items = rows.slice(from, to).filter((item) => search === null || isFound(item, search));
    return { items, ...(search === null && { total: rows.length }), ...(to < rows.length && { next: String(to) }) };
  }
}

function isFound({ reference }: FakeItem, search: string): boolean {
  return typeof reference === 'string' && reference.includes(search);
}

function series(): object {
  const stepMs = 60_000;
  const now = Math.floor(Date.now() / stepMs) * stepMs;
  const minutes = Array.from({ length: 60 }, (_, minute) => minute);
  const every = (n: number, value: number) => minutes.map((minute) => (minute % n === 0 ? value : 0));
  return {
    ...{ span: 'hour', stepMs, from: now - 60 * stepMs, at: minutes.map((minute) => now - (59 - minute) * stepMs) },
    ...{ received: every(7, 3), sent: every(11, 2), failed: every(29, 1), waiting: minutes.map((m) => m % 5) },
    acceptMs: minutes.map((minute) => (minute % 7 === 0 ? 12 + minute : null)),
  };
}

export function connectionOf(id: string, more: object = {}): FakeConnection {
  const hourAgo = new Date(Date.now() - 3_600_000).toISOString();
  return {
    ...{ id, name: '', provider: 'etherfax', simulator: true, state: 'connected', carries: ['fax'] },
    ...{ since: hourAgo, lastContactAt: new Date().toISOString(), oldestOpenAt: hourAgo },
    counts: { open: 1, waiting: 0, dead: 0, unknown: 0, skipped: 0, quarantined: 0, sending: 0 },
    ...more,
  };
}

export function itemOf(n: number, more: object = {}): FakeItem {
  return {
    ...{ id: `etherfax:1:fax:${n}`, type: 'event', kind: 'fax', direction: 'in', state: 'offered' },
    ...{ at: new Date(Date.now() - n * 1000).toISOString(), from4: '0142', to4: '0199', reference: `order ${n}` },
    ...{ pages: 2, size: 41_000, attempts: 1, actions: ['offer', 'complete'], hasDocument: true, logId: `fax:${n}` },
    next: { what: 'offer', at: new Date(Date.now() + 900_000).toISOString() },
    ...more,
  };
}

export function entryOf(n: number, more: object = {}): object {
  return {
    ...{ n, at: new Date(Date.now() - (100 - n) * 1000).toISOString(), connection: 'line-fax', kind: 'fax' },
    ...{ direction: 'in', what: 'received', from4: '0142', to4: '0199', pages: 2 },
    ...more,
  };
}
