import { isCount, oneOf } from '../check-fields';
import { Faults, type EffectOf as EffectIn, type EffectName as NameIn, type FaultScope } from '../faults';
import { isFault } from '../is-fault';
import { ACTIONS, type Action } from './actions';

export type FaultEffect =
  /** The request is refused; 502 with an HTML page, the others with `{"Message"}`. */
  | { status: (typeof STATUSES)[number]; retryAfterSeconds?: number }
  /** The connection breaks: `before` the request counts, `after` it has counted, or half-way through the reply. */
  | { drop: (typeof DROPS)[number] }
  /** The request counts at once, its answer comes this much later. */
  | { lateMs: number }
  /** A reply with status 200 that is not the JSON it should be. */
  | { body: (typeof BODIES)[number] }
  /** What is said of a received fax is wrong, by REST or in a push frame (action `push`). */
  | { item: (typeof ITEMS)[number] }
  /** `POST /outbox` is answered with this FaxResult, and no job is made. */
  | { sendResult: number }
  /** The upgrade to a WebSocket is refused. */
  | { handshake: (typeof HANDSHAKES)[number]; retryAfterSeconds?: number }
  /** `half-open` also strikes connections that are already live: neither bytes nor pongs come any more. */
  | { connection: (typeof CONNECTIONS)[number] }
  /** One event's frame is larger than the client's `maxBytes`, cut JSON, or without its `seq`. */
  | { frame: (typeof FRAMES)[number] };

export type Fault = FaultScope<Action> & FaultEffect;
export type EffectName = NameIn<Fault>;
export type EffectOf<K extends EffectName> = EffectIn<Fault, K>;

export class EtherFaxFaults extends Faults<Action, Fault> {}

const STATUSES = [400, 401, 402, 403, 404, 429, 500, 502, 503] as const;
const DROPS = ['before', 'after', 'mid-reply'] as const;
const BODIES = ['empty', 'truncated', 'xml'] as const;
const ITEMS = ['wrong-length', 'wrong-hash', 'missing-job-id', 'unknown-result'] as const;
const HANDSHAKES = [401, 403, 429, 503] as const;
const CONNECTIONS = ['half-open', 'no-hello', 'no-upgrade'] as const;
const FRAMES = ['oversize', 'malformed', 'no-seq'] as const;

const EFFECTS: Record<EffectName, (value: unknown) => boolean> = {
  status: oneOf(STATUSES),
  drop: oneOf(DROPS),
  lateMs: isCount,
  body: oneOf(BODIES),
  item: oneOf(ITEMS),
  sendResult: isCount,
  handshake: oneOf(HANDSHAKES),
  connection: oneOf(CONNECTIONS),
  frame: oneOf(FRAMES),
};

/** Reads a fault that came as JSON; undefined: it is none. */
export function parseFault(value: unknown): Fault | undefined {
  return isFault(value, { actions: ACTIONS, effects: EFFECTS }) ? (value as Fault) : undefined;
}
