import { isCount, isString, oneOf, type FieldChecks } from '../check-fields';
import { Faults, type EffectName as NameIn, type EffectOf as EffectIn, type FaultScope } from '../faults';
import { isFault } from '../is-fault';
import { ACTIONS, type Action } from './actions';

export type FaultEffect =
  /** The request is refused; 502 with an HTML page, the others with the vendor's error body. */
  | { status: (typeof STATUSES)[number]; retryAfterSeconds?: number }
  /** 400 with this code of the vendor's, e.g. `0002`. */
  | { code: string }
  /** The connection breaks: `before` the request counts, `after` it has counted, or half-way through the reply. */
  | { drop: (typeof DROPS)[number] }
  /** The request counts at once, its answer comes this much later. */
  | { lateMs: number }
  /** A reply with status 200 that is not what it should be. */
  | { body: (typeof BODIES)[number] }
  /**
   * One request of a page: it is `lost` and never made, the connection is `cut` after it was sent, or it ends with the
   * answer `unread`. After the last two the platform asks again, as it does where a page is down.
   */
  | { page: PageFault };

export type PageFault = (typeof PAGE_FAULTS)[number];
export type Fault = FaultScope<Action> & FaultEffect;
export type EffectName = NameIn<Fault>;
export type EffectOf<K extends EffectName> = EffectIn<Fault, K>;

export class AculabFaults extends Faults<Action, Fault> {}

const STATUSES = [400, 401, 402, 403, 404, 429, 500, 502, 503] as const;
const DROPS = ['before', 'after', 'mid-reply'] as const;
const BODIES = ['empty', 'truncated', 'html', 'xml'] as const;
const PAGE_FAULTS = ['lost', 'cut', 'unread'] as const;

const EFFECTS: FieldChecks = {
  status: oneOf(STATUSES),
  code: isString,
  drop: oneOf(DROPS),
  lateMs: isCount,
  body: oneOf(BODIES),
  page: oneOf(PAGE_FAULTS),
};

/** Reads a fault that came as JSON; undefined: it is none. */
export function parseFault(value: unknown): Fault | undefined {
  return isFault(value, { actions: ACTIONS, effects: EFFECTS }) ? (value as Fault) : undefined;
}
