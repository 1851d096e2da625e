import { isString, oneOf, type FieldChecks } from '../check-fields';
import {
  Faults,
  httpEffects,
  isFault,
  type EffectName as NameIn,
  type EffectOf as EffectIn,
  type FaultScope,
  type HttpEffect,
} from '../faults';
import { ACTIONS, type Action } from './actions';

export type FaultEffect =
  | HttpEffect<(typeof STATUSES)[number], (typeof BODIES)[number]>
  /** A 400 with this error code of the vendor, such as `0002`. */
  | { code: string }
  /**
   * Spoils a request of a page. `lost`: it is never made. `cut`: the connection is cut after the request was sent.
   * `unread`: it is cut when the answer begins. After `cut` and `unread` the platform repeats the request, as if the
   * page was down.
   */
  | { page: PageFault };

export type PageFault = (typeof PAGE_FAULTS)[number];
export type Fault = FaultScope<Action> & FaultEffect;
export type EffectName = NameIn<Fault>;
export type EffectOf<K extends EffectName> = EffectIn<Fault, K>;

export class AculabFaults extends Faults<Action, Fault> {}

const STATUSES = [400, 401, 402, 403, 404, 429, 500, 502, 503] as const;
const BODIES = ['empty', 'truncated', 'html', 'xml'] as const;
const PAGE_FAULTS = ['lost', 'cut', 'unread'] as const;

const EFFECTS: FieldChecks = {
  ...httpEffects(STATUSES, BODIES),
  code: isString,
  page: oneOf(PAGE_FAULTS),
};

/** Reads a fault from JSON; undefined for anything else. */
export function parseFault(value: unknown): Fault | undefined {
  return isFault(value, { actions: ACTIONS, effects: EFFECTS }) ? (value as Fault) : undefined;
}
