import { XMLParser } from 'fast-xml-parser';
import {
  startEsendexSimulator,
  type EsendexSimulator,
  type EsendexSimulatorOptions,
} from '../../../src/simulator/esendex/esendex-simulator';
import type { SimulatorChange } from '../../../src/simulator/esendex/simulated-service';
import { element, writeXml, type XmlElement } from '../../../src/simulator/esendex/xml';
import { FakeClock } from '../fake-clock';
import { Receiver } from './receiver';
import { fetchAfresh } from '../../support/fetch-afresh';

export type Json = Record<string, unknown>;

export interface Answer {
  status: number;
  headers: Headers;
  text: string;
  json: () => Json;
  /** By local name, `@` before attributes; `messageheader`, `message`, `error` and such always lists. */
  xml: () => Json;
}

interface Call {
  method?: string;
  headers?: Record<string, string>;
  body?: string;
}

const LISTS = ['messageheader', 'message', 'error', 'account', 'optout', 'messagebatch'];
const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  removeNSPrefix: true,
  parseTagValue: false,
  trimValues: false,
  ignoreDeclaration: true,
  isArray: (name) => LISTS.includes(name),
});

export function parseXml(text: string): Json {
  return parser.parse(text, true) as Json;
}

/** A simulator on a fake clock and the few calls the tests make; ends with `close`. */
export class Harness {
  readonly #receivers: Receiver[] = [];

  private constructor(
    readonly clock: FakeClock,
    readonly simulator: EsendexSimulator,
  ) {}

  static async start(options: Omit<EsendexSimulatorOptions, 'clock'> = {}): Promise<Harness> {
    const clock = new FakeClock();
    return new Harness(clock, await startEsendexSimulator({ ...options, clock }));
  }

  async close(): Promise<void> {
    await this.simulator.close();
    await Promise.all(this.#receivers.map((receiver) => receiver.close()));
  }

  /** A customer's webhook, already told to the simulator unless `told` is false. */
  async receiver({ told = true } = {}): Promise<Receiver> {
    const receiver = await Receiver.start();
    this.#receivers.push(receiver);
    if (told) this.simulator.setPushTarget(receiver.url);
    return receiver;
  }

  /** `path` follows the version, e.g. `/accounts`. */
  async call(path: string, init: Call = {}): Promise<Answer> {
    const { username, password } = this.simulator.login;
    const headers = { authorization: basic(`${username}:${password}`), ...init.headers };
    const response = await fetchAfresh(`${this.simulator.baseUrl}/v1.0${path}`, { ...init, headers });
    const text = await response.text();
    return {
      status: response.status,
      headers: response.headers,
      text,
      json: () => JSON.parse(text) as Json,
      xml: () => parseXml(text),
    };
  }

  sendJson(body: Json | string, headers: Record<string, string> = {}): Promise<Answer> {
    return this.call('/messagedispatcher', {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json', ...headers },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
  }

  /** The same as XML, which alone is heeded in all its fields. The answer is asked for in JSON. */
  sendXml({ messages, ...batch }: Json & { messages: Json[] }): Promise<Answer> {
    const content = [...elementsOf(batch), ...messages.map((message) => element('message', elementsOf(message)))];
    return this.call('/messagedispatcher', {
      method: 'POST',
      headers: { 'content-type': 'application/xml', accept: 'application/json' },
      body: writeXml(element('messages', content)),
    });
  }

  /** One message from the default account; returns its id. */
  async sendTo(to: string, fields: Json = {}): Promise<string> {
    const answer = await this.sendJson({ accountreference: 'EX0000001', messages: [{ to, body: 'Hello', ...fields }] });
    const { messageheaders } = answer.json().batch as { messageheaders: { id: string }[] };
    return messageheaders[0]?.id ?? '';
  }

  async header(id: string): Promise<Json> {
    return list((await this.call(`/messageheaders/${id}`)).xml())[0] ?? {};
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

  /** Resolves once that many pushes have been answered with 200 or given up from now on. */
  async pushed(count = 1): Promise<void> {
    let left = count;
    await this.next(({ type }) => (type === 'push.done' || type === 'push.gave-up') && (left -= 1) === 0);
  }
}

function elementsOf(fields: Json): XmlElement[] {
  return Object.entries(fields).map(([name, value]) => element(name, String(value)));
}

export function basic(credentials: string): string {
  return `Basic ${Buffer.from(credentials).toString('base64')}`;
}

/** The headers of a list, or the one of a single answer. */
export function list(document: Json): Json[] {
  const root = document.messageheaders === undefined ? document : (document.messageheaders as Json);
  return (root.messageheader ?? []) as Json[];
}
