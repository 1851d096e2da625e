import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

export type Json = Record<string, unknown>;

export interface Asked {
  method: string;
  /** Below the webhook address, e.g. `/first`. */
  page: string;
  headers: IncomingHttpHeaders;
  text: string;
  /** Of the body, or of `instance_info`. */
  info: Json;
}

/** An undefined status breaks the connection. */
export interface Given {
  status: number | undefined;
  body?: Json | string | Buffer;
}

/** The customer's pages: receives every fax, sends one for every call, unless told otherwise by page. */
export class Customer {
  readonly #server: Server;
  readonly asked: Asked[] = [];
  /** By page; what is not here is answered by the default. */
  readonly answers: Record<string, (asked: Asked) => Given> = {};
  /** By page: what an answer waits for. */
  readonly holds: Record<string, Promise<void>> = {};
  /** Properties of the action that the first page answers with, beside or instead of the default's. */
  receiveFax: Json = {};
  sendFax: Json = {};
  version: string | undefined = '2.0';

  private constructor(server: Server) {
    this.#server = server;
  }

  static async start(): Promise<Customer> {
    const server = createServer();
    const customer = new Customer(server);
    server.on('request', (request, response) => {
      const chunks: Buffer[] = [];
      request.on('error', () => undefined);
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const url = new URL(request.url ?? '/', 'http://customer.invalid');
        const text = Buffer.concat(chunks).toString('utf8');
        const asked: Asked = {
          method: request.method ?? '',
          page: url.pathname.replace('/hook', ''),
          headers: request.headers,
          text,
          info: parse(url.searchParams.get('instance_info') ?? text),
        };
        customer.asked.push(asked);
        const give = (): void => {
          const { status, body = '' } = customer.#answerTo(asked);
          if (status === undefined) response.destroy();
          else response.writeHead(status).end(toBytes(body));
        };
        const held = customer.holds[asked.page];
        if (held) void held.then(give);
        else give();
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return customer;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/hook`;
  }

  page(name: string): Json {
    return { url: `${this.url}${name}` };
  }

  actions(...actions: Json[]): Json {
    return { ...(this.version !== undefined && { api_version: this.version }), actions, token: 'our token' };
  }

  /** What was asked, in order, e.g. `/first`, `/progress`. */
  get order(): string[] {
    return this.asked.map(({ page }) => page);
  }

  infosOf(page: string): Json[] {
    return this.asked.filter((asked) => asked.page === page).map(({ info }) => info);
  }

  close(): Promise<void> {
    return new Promise((resolve) => {
      this.#server.close(() => resolve());
      this.#server.closeAllConnections();
    });
  }

  #answerTo(asked: Asked): Given {
    const own = this.answers[asked.page];
    if (own) return own(asked);
    if (asked.info.is_notification === true) return { status: 204 };
    if (asked.page !== '/first') return { status: 200, body: this.actions() };
    const pages = { next_page: this.page('/next'), progress_page: this.page('/progress') };
    const { call_direction: direction } = asked.info.this_call as Json;
    const action =
      direction === 'out'
        ? { send_fax: { ...pages, ...this.sendFax } }
        : { receive_fax: { ...pages, ...this.receiveFax } };
    return { status: 200, body: this.actions(action) };
  }
}

function parse(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return {};
  }
}

function toBytes(body: Json | string | Buffer): string | Buffer {
  return typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body);
}
