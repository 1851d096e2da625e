import { oneOf, type FieldChecks } from '../check-fields';
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
  /**
   * Spoils a push. `slow`: its body comes in small chunks. `half`: only half of the body comes. `cut`: the connection
   * is cut after the whole body. `unread`: it is cut when the answer begins. All but `slow` count as not delivered.
   */
  | { post: PostFault };

export type PostFault = (typeof POSTS)[number];
export type Fault = FaultScope<Action> & FaultEffect;
export type EffectName = NameIn<Fault>;
export type EffectOf<K extends EffectName> = EffectIn<Fault, K>;

export class EsendexFaults extends Faults<Action, Fault> {}

const STATUSES = [400, 401, 402, 403, 404, 408, 429, 500, 501, 502, 503] as const;
const BODIES = ['empty', 'truncated', 'html', 'other-root'] as const;
const POSTS = ['slow', 'half', 'cut', 'unread'] as const;

const EFFECTS: FieldChecks = {
  ...httpEffects(STATUSES, BODIES),
  post: oneOf(POSTS),
};

/** Reads a fault from JSON; undefined for anything else. */
export function parseFault(value: unknown): Fault | undefined {
  return isFault(value, { actions: ACTIONS, effects: EFFECTS }) ? (value as Fault) : undefined;
}
