import {
  startAculabSimulator,
  type AculabSimulator,
  type AculabSimulatorOptions,
} from '../../../src/simulator/aculab/aculab-simulator';
import type { SimulatorChange } from '../../../src/simulator/aculab/simulated-service';
import { sampleFax } from '../../../src/documents/sample/sample-fax';
import { FakeClock } from '../fake-clock';
import { Customer, type Json } from './customer';
import { fetchAfresh } from '../../support/fetch-afresh';

export interface Answer {
  status: number;
  headers: Headers;
  bytes: Buffer;
  text: string;
  json: () => Json;
}

interface Call {
  method?: string;
  headers?: Record<string, string>;
  body?: string | Buffer | URLSearchParams | FormData;
}

const STEP_MS = 1_000;

export const TWO_PAGES = sampleFax({ pages: 2 });
const OUTBOUND = '/out/fax.tif';

/** A simulator on a fake clock, the customer it calls, and the few calls the tests make; ends with `close`. */
export class Harness {
  private constructor(
    readonly clock: FakeClock,
    readonly simulator: AculabSimulator,
    readonly customer: Customer,
  ) {}

  static async start(options: Omit<AculabSimulatorOptions, 'clock'> = {}): Promise<Harness> {
    const clock = new FakeClock();
    const customer = await Customer.start();
    const simulator = await startAculabSimulator({ callAt: customer.url, ...options, clock });
    customer.receiveFax = { id: 'our id', fax_available_page: customer.page('/available') };
    customer.sendFax = { fax_to_send: OUTBOUND };
    simulator.media.write({ name: OUTBOUND, bytes: TWO_PAGES, encrypted: false });
    return new Harness(clock, simulator, customer);
  }

  async close(): Promise<void> {
    await this.simulator.close();
    await this.customer.close();
  }

  /** `path` as `/file_list?filetype=media`; with the login that it takes. */
  async call(path: string, init: Call = {}): Promise<Answer> {
    const { cloudId, username, service, apiAccessKey, servicePassword } = this.simulator.account;
    const login = path.startsWith('/service_start')
      ? `${cloudId}/${username}/${service}:${servicePassword}`
      : `${cloudId}/${username}:${apiAccessKey}`;
    const headers = { authorization: basic(login), accept: 'application/json', ...init.headers };
    const response = await fetchAfresh(this.simulator.baseUrl + path, { ...init, headers });
    const bytes = Buffer.from(await response.arrayBuffer());
    const text = bytes.toString('utf8');
    return { status: response.status, headers: response.headers, bytes, text, json: () => JSON.parse(text) as Json };
  }

  post(path: string, form: Record<string, string>): Promise<Answer> {
    return this.call(path, { method: 'POST', body: new URLSearchParams(form) });
  }

  dial(order: Json | Json[]): Promise<Answer> {
    return this.post('/service_start', { rest_calls: JSON.stringify(order) });
  }

  control(method: string, path: string, body?: unknown): Promise<Response> {
    return fetchAfresh(this.simulator.controlUrl + path, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  }

  /** Lets time pass, but not while a page is being asked, until a change fits. */
  async until(fits: (change: SimulatorChange) => boolean): Promise<SimulatorChange> {
    let found: SimulatorChange | undefined;
    const end = this.simulator.onChange((change) => {
      if (fits(change)) found ??= change;
    });
    while (!found) await this.#turn();
    end();
    return found;
  }

  /** A fax that comes in, until its call is over. Returns the instance id. */
  async faxed(inject: Parameters<AculabSimulator['inject']>[0] = {}): Promise<string> {
    const id = this.simulator.inject(inject);
    await this.untilFinished(id);
    return id;
  }

  /** A call to this number, until it is over. Returns the instance id. */
  async dialled(to: string, more: Json = {}): Promise<string> {
    await this.dial({ to, from: '15550100001', token: 'job', ...more });
    const { id } = this.simulator.calls().at(-1) ?? { id: '' };
    await this.untilFinished(id);
    return id;
  }

  async untilFinished(id: string): Promise<void> {
    const call = this.simulator.calls().find((one) => one.id === id);
    while (call?.stoppedAt === undefined) await this.#turn();
  }

  /** Lets time pass until nothing more would happen. */
  async settle(): Promise<void> {
    do await this.#turn();
    while (this.simulator.asking > 0 || this.clock.timers > 0);
  }

  /** What the platform held against the answers. */
  problems(): string[] {
    return this.simulator
      .pages()
      .flatMap(({ page, problem }) => (problem === undefined ? [] : [`${page}: ${problem}`]));
  }

  async #turn(): Promise<void> {
    if (this.simulator.asking === 0 && this.clock.timers > 0) await this.clock.advance(STEP_MS);
    await new Promise(setImmediate);
  }
}

export function basic(credentials: string): string {
  return `Basic ${Buffer.from(credentials).toString('base64')}`;
}
