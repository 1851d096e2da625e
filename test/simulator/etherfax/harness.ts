import {
  startEtherFaxSimulator,
  type EtherFaxSimulator,
  type EtherFaxSimulatorOptions,
} from '../../../src/simulator/etherfax/etherfax-simulator';
import type { SimulatorChange } from '../../../src/simulator/etherfax/simulated-service';
import { FakeClock } from '../fake-clock';
import { fetchAfresh } from '../../support/fetch-afresh';

export const TIFF = Buffer.from('49492a00080000000000', 'hex');

export interface Answer {
  status: number;
  headers: Headers;
  text: string;
  json: () => Json;
}

export type Json = Record<string, unknown>;

interface Call {
  method?: string;
  headers?: Record<string, string>;
  body?: string | URLSearchParams;
  signal?: AbortSignal;
}

/** A simulator on a fake clock and the few calls the tests make; ends with `close`. */
export class Harness {
  private constructor(
    readonly clock: FakeClock,
    readonly simulator: EtherFaxSimulator,
  ) {}

  static async start(options: Omit<EtherFaxSimulatorOptions, 'clock'> = {}): Promise<Harness> {
    const clock = new FakeClock();
    return new Harness(clock, await startEtherFaxSimulator({ ...options, clock }));
  }

  close(): Promise<void> {
    return this.simulator.close();
  }

  /** `path` follows the base URL, e.g. `/inbox?a=list`. */
  async call(path: string, init: Call = {}): Promise<Answer> {
    const headers = { authorization: `Bearer ${this.simulator.account.apiKey}`, ...init.headers };
    const response = await fetchAfresh(this.simulator.baseUrl + path, { ...init, headers });
    const text = await response.text();
    return { status: response.status, headers: response.headers, text, json: () => JSON.parse(text) as Json };
  }

  async list(): Promise<Json[]> {
    return JSON.parse((await this.call('/inbox?a=list')).text) as Json[];
  }

  async unread(): Promise<unknown> {
    return (await this.call('/inbox?a=unread')).json().UnreadFaxes;
  }

  send(fields: Record<string, string>): Promise<Answer> {
    const form = { DialNumber: '+15550100001', FaxImage: TIFF.toString('base64'), ...fields };
    return this.call('/outbox', { method: 'POST', body: new URLSearchParams(form) });
  }

  control(method: string, path: string, body?: unknown): Promise<Response> {
    return fetchAfresh(this.simulator.controlUrl + path, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  }

  /** Resolves with the first change from now on that fits. */
  next(fits: (change: SimulatorChange) => boolean): Promise<SimulatorChange> {
    return new Promise((resolve) => {
      const end = this.simulator.onChange((change) => {
        if (!fits(change)) return;
        end();
        resolve(change);
      });
    });
  }
}
