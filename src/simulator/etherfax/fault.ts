import { ACTIONS, type Action } from './actions';

/** Where a fault strikes: everywhere unless `action` is given, until cleared unless `times` is given. */
export interface FaultScope {
  action?: Action;
  /** How many requests, frames or connections it spoils. */
  times?: number;
}

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

export type Fault = FaultScope & FaultEffect;
type KeyOf<T> = T extends unknown ? keyof T : never;
export type EffectName = Exclude<KeyOf<FaultEffect>, 'retryAfterSeconds'>;
export type EffectOf<K extends EffectName> = Extract<FaultEffect, Record<K, unknown>>;

const STATUSES = [400, 401, 402, 403, 404, 429, 500, 502, 503] as const;
const DROPS = ['before', 'after', 'mid-reply'] as const;
const BODIES = ['empty', 'truncated', 'xml'] as const;
const ITEMS = ['wrong-length', 'wrong-hash', 'missing-job-id', 'unknown-result'] as const;
const HANDSHAKES = [401, 403, 429, 503] as const;
const CONNECTIONS = ['half-open', 'no-hello', 'no-upgrade'] as const;
const FRAMES = ['oversize', 'malformed', 'no-seq'] as const;

const oneOf = (choices: readonly unknown[]) => (value: unknown) => choices.includes(value);
const isCount = (value: unknown): boolean => typeof value === 'number' && Number.isFinite(value) && value >= 0;

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

const SCOPE: Record<string, (value: unknown) => boolean> = {
  action: oneOf(ACTIONS),
  times: isCount,
  retryAfterSeconds: isCount,
};

/** Reads a fault that came as JSON; undefined: not exactly one known effect, or something that is no fault's. */
export function parseFault(value: unknown): Fault | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const checks: Record<string, ((value: unknown) => boolean) | undefined> = { ...SCOPE, ...EFFECTS };
  const entries = Object.entries(value);
  const effects = entries.filter(([name]) => name in EFFECTS);
  const sound = effects.length === 1 && entries.every(([name, setting]) => checks[name]?.(setting) === true);
  return sound ? (value as Fault) : undefined;
}
