import type { IncomingMessage, ServerResponse } from 'node:http';
import { readBody } from './read-body';
import { jsonReply, messageReply, sendReply, type Reply } from './reply';

export const CONTROL_PATH = '/control';

/** The commands by `METHOD /path`. The result of a command is answered as JSON; INVALID as 400. */
export type ControlCommands = Record<string, (body: unknown) => unknown>;

const INVALID = Symbol('invalid');

const MAX_BODY_BYTES = 128 * 1024 * 1024;

/** Lets another process control the simulator. */
export class ControlServer {
  readonly #commands: ControlCommands;

  constructor(commands: ControlCommands) {
    this.#commands = commands;
  }

  async handle(message: IncomingMessage, response: ServerResponse): Promise<void> {
    return sendReply(response, await this.#reply(message));
  }

  async #reply(message: IncomingMessage): Promise<Reply> {
    const command = this.#commands[`${message.method ?? ''} ${(message.url ?? '').slice(CONTROL_PATH.length)}`];
    if (!command) return messageReply(404, 'No such resource was found.');
    const result = command(await readJson(message));
    return result === INVALID ? messageReply(400, 'The request is invalid.') : jsonReply(result ?? {});
  }
}

/** Makes a command that reads its body with `parse` (undefined means invalid) and then calls `apply`. */
export function taking<T>(parse: (body: unknown) => T | undefined, apply: (value: T) => unknown) {
  return (body: unknown): unknown => {
    const parsed = parse(body);
    return parsed === undefined ? INVALID : apply(parsed);
  };
}

/** Reads one value, or an array of values, with `parse`. */
export function listOf<T>(parse: (value: unknown) => T | undefined) {
  return (body: unknown): T[] | undefined => {
    const values = (Array.isArray(body) ? (body as unknown[]) : [body]).map(parse);
    const sound = values.filter((value) => value !== undefined);
    return sound.length === values.length ? sound : undefined;
  };
}

async function readJson(message: IncomingMessage): Promise<unknown> {
  const body = await readBody(message, MAX_BODY_BYTES);
  try {
    return JSON.parse(body?.toString('utf8') ?? '');
  } catch {
    return undefined;
  }
}
