import { isRecord } from '../../../domain/is-record';
import type { WireBehaviour } from '../wire-behaviour';
import { parseAction, type Action } from './parse-action';

/** The content of an answer that controls the call. */
export interface Instructions {
  actions: Action[];
  token: string | null;
}

/** `problem` says, in a fixed short phrase, why the platform would reject the answer. */
export type ReadAnswer = Instructions | { problem: string };

const MAX_TOKEN = 5_000;
const NAMES = ['api_version', 'actions', 'token', 'call_recording_cipher'];

/** `base` is the URL of the page that answered, for relative addresses in the answer. */
export function readInstructions(
  { status, body }: { status: number; body: Buffer },
  { version, base }: { version: WireBehaviour['version']; base: string },
): ReadAnswer {
  if (status !== 200) return { problem: 'the status is not 200' };
  const response = parse(body);
  if (!isRecord(response)) return { problem: 'the answer is no JSON object' };
  if (Object.keys(response).some((name) => !NAMES.includes(name))) return { problem: 'there is an unknown property' };
  // Version 1 did not have this property.
  if (version !== '1.0' && response.api_version !== version) return { problem: 'the api_version is wrong' };
  const token = response.token ?? null;
  if (token !== null && typeof token !== 'string') return { problem: 'the token is not a string' };
  if (token !== null && token.length > MAX_TOKEN) return { problem: 'the token is too long' };
  if (!Array.isArray(response.actions)) return { problem: 'there is no list of actions' };
  const actions: Action[] = [];
  for (const one of response.actions as unknown[]) {
    const action = parseAction(one, { version, base });
    if ('problem' in action) return action;
    actions.push(action);
  }
  return { actions, token };
}

/** What is wrong with the answer to a notification; undefined when it is right. */
export function notificationProblem({ status }: { status: number }): string | undefined {
  return status === 204 ? undefined : 'the status is not 204';
}

function parse(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
}
