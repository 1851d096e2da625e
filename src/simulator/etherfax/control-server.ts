import type { IncomingMessage, ServerResponse } from 'node:http';
import { parseFault, type Fault } from './fault';
import type { SimulatedService } from './simulated-service';
import { parseInject } from './parse-inject';
import { readBody } from './read-body';
import { jsonReply, messageReply, sendReply, type Reply } from './reply';
import { parseBehaviour } from './wire-behaviour';

export const CONTROL_PATH = '/control';

const MAX_BODY_BYTES = 128 * 1024 * 1024;

/** Drives a simulator that runs in another process. */
export class ControlServer {
  constructor(private readonly simulator: SimulatedService) {}

  async handle(message: IncomingMessage, response: ServerResponse): Promise<void> {
    return sendReply(response, await this.reply(message));
  }

  private async reply(message: IncomingMessage): Promise<Reply> {
    if (comesFromBrowser(message)) return messageReply(403, 'The control side does not answer web pages.');
    const { simulator } = this;
    const command = `${message.method ?? ''} ${(message.url ?? '').slice(CONTROL_PATH.length)}`;
    switch (command) {
      case 'GET /state':
        return jsonReply(stateOf(simulator));
      case 'DELETE /faults':
        simulator.faults.clear();
        return jsonReply({});
      case 'POST /faults':
        return accept(parseFaults(await readJson(message)), (faults) => simulator.faults.set(...faults));
      case 'POST /behaviour':
        return accept(parseBehaviour(await readJson(message)), (behaviour) => simulator.behave(behaviour));
      case 'POST /inject':
        return accept(parseInject(await readJson(message)), (fax) => ({ jobId: simulator.inject(fax) }));
      default:
        return messageReply(404, 'No such resource was found.');
    }
  }
}

/** A page in the user's browser could otherwise reach loopback, by a foreign origin or a name that resolves to it. */
function comesFromBrowser({ headers }: IncomingMessage): boolean {
  const host = (headers.host ?? '').replace(/:\d+$/, '');
  return headers.origin !== undefined || !['127.0.0.1', 'localhost'].includes(host);
}

function accept<T>(parsed: T | undefined, apply: (value: T) => unknown): Reply {
  return parsed === undefined ? messageReply(400, 'The request is invalid.') : jsonReply(apply(parsed) ?? {});
}

function parseFaults(value: unknown): Fault[] | undefined {
  const faults = (Array.isArray(value) ? (value as unknown[]) : [value]).map(parseFault);
  const sound = faults.filter((fault) => fault !== undefined);
  return sound.length === faults.length ? sound : undefined;
}

async function readJson(message: IncomingMessage): Promise<unknown> {
  const body = await readBody(message, MAX_BODY_BYTES);
  try {
    return JSON.parse(body?.toString('utf8') ?? '');
  } catch {
    return undefined;
  }
}

/** Ids and counts; no numbers, no documents. */
function stateOf(simulator: SimulatedService): Record<string, unknown> {
  return {
    unread: simulator.unread().map(({ jobId }) => jobId),
    received: simulator.received().map(({ jobId }) => jobId),
    marks: simulator.marks(),
    requests: simulator.requests(),
    jobs: simulator.jobs().map(({ jobId, tag, result, state, pagesDelivered }) => ({
      ...{ jobId, tag, result, state, pagesDelivered },
    })),
    push: { clients: simulator.push.clients, unacked: simulator.push.unackedSeqs },
    faults: simulator.faults.list(),
    behaviour: simulator.behaviour,
  };
}
