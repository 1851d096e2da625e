import { isCount, oneOf, type FieldChecks } from '../check-fields';
import {
  Faults,
  httpEffects,
  isFault,
  type EffectOf as EffectIn,
  type EffectName as NameIn,
  type FaultScope,
  type HttpEffect,
} from '../faults';
import { ACTIONS, type Action } from './actions';

export type FaultEffect =
  | HttpEffect<(typeof STATUSES)[number], (typeof BODIES)[number]>
  /** The description of a received fax is wrong, in REST or in a push frame (action `push`). */
  | { item: (typeof ITEMS)[number] }
  /** `POST /outbox` is answered with this FaxResult, and no job is made. */
  | { sendResult: number }
  /** The upgrade to a WebSocket is refused. */
  | { handshake: (typeof HANDSHAKES)[number]; retryAfterSeconds?: number }
  /** `half-open` also affects existing connections: the server sends nothing more, not even pongs. */
  | { connection: (typeof CONNECTIONS)[number] }
  /** One event's frame is larger than the client's `maxBytes`, cut JSON, or without its `seq`. */
  | { frame: (typeof FRAMES)[number] };

export type Fault = FaultScope<Action> & FaultEffect;
export type EffectName = NameIn<Fault>;
export type EffectOf<K extends EffectName> = EffectIn<Fault, K>;

export class EtherFaxFaults extends Faults<Action, Fault> {}

const STATUSES = [400, 401, 402, 403, 404, 429, 500, 502, 503] as const;
const BODIES = ['empty', 'truncated', 'xml'] as const;
const ITEMS = ['wrong-length', 'wrong-hash', 'missing-job-id', 'unknown-result'] as const;
const HANDSHAKES = [401, 403, 429, 503] as const;
const CONNECTIONS = ['half-open', 'no-hello', 'no-upgrade'] as const;
const FRAMES = ['oversize', 'malformed', 'no-seq'] as const;

const EFFECTS: FieldChecks = {
  ...httpEffects(STATUSES, BODIES),
  item: oneOf(ITEMS),
  sendResult: isCount,
  handshake: oneOf(HANDSHAKES),
  connection: oneOf(CONNECTIONS),
  frame: oneOf(FRAMES),
};

/** Reads a fault from JSON; undefined for anything else. */
export function parseFault(value: unknown): Fault | undefined {
  return isFault(value, { actions: ACTIONS, effects: EFFECTS }) ? (value as Fault) : undefined;
}
