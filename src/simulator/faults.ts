import { checkFields, isCount, oneOf, type FieldChecks } from './check-fields';

/** Where a fault applies: to all actions, or only to `action`; until it is cleared, or only `times` times. */
export interface FaultScope<A extends string> {
  action?: A;
  /** How many requests, frames or connections it spoils. */
  times?: number;
}

type KeyOf<T> = T extends unknown ? keyof T : never;
/** A fault's effect is named by its only other property. */
export type EffectName<F> = Exclude<KeyOf<F>, 'action' | 'times' | 'retryAfterSeconds'>;
export type EffectOf<F, K extends EffectName<F>> = Extract<F, Record<K, unknown>>;

interface ActiveFault<F> {
  fault: F;
  left: number;
}

/** The active faults, in the order in which they were set. The first one that matches is applied. */
export class Faults<A extends string, F extends FaultScope<A>> {
  readonly #onSet: () => void;
  #active: ActiveFault<F>[] = [];

  /** `onSet` is called after faults were added, for effects that do not wait for a request. */
  constructor(onSet: () => void = () => undefined) {
    this.#onSet = onSet;
  }

  /** Adds faults to the active ones. */
  set(...faults: F[]): void {
    this.#active.push(...faults.map((fault) => ({ fault: { ...fault }, left: fault.times ?? Infinity })));
    this.#onSet();
  }

  clear(): void {
    this.#active = [];
  }

  /** The active faults; `times` is what is left. */
  list(): F[] {
    return this.#active.map(({ fault, left }) => (Number.isFinite(left) ? { ...fault, times: left } : { ...fault }));
  }

  /** Returns the first fault with this effect that applies to the action, and counts it as used once. */
  take<K extends EffectName<F>>(effect: K, action: A): EffectOf<F, K> | undefined {
    const found = this.#active.find(({ fault }) => effect in fault && (fault.action ?? action) === action);
    if (!found) return undefined;
    found.left -= 1;
    this.#active = this.#active.filter(({ left }) => left > 0);
    return found.fault as EffectOf<F, K>;
  }
}

const DROPS = ['before', 'after', 'mid-reply'] as const;

/** The effects that every HTTP request can have, with the statuses and bodies of the particular service. */
export type HttpEffect<S, B> =
  /** The request is refused; with an HTML page for 502, otherwise like the vendor. */
  | { status: S; retryAfterSeconds?: number }
  /** The connection breaks `before` the request is processed, `after` it, or half-way through the reply. */
  | { drop: (typeof DROPS)[number] }
  /** The request is processed at once, but answered this much later. */
  | { lateMs: number }
  /** A wrong reply with status 200. */
  | { body: B };

export function httpEffects(statuses: readonly number[], bodies: readonly string[]): FieldChecks {
  return { status: oneOf(statuses), drop: oneOf(DROPS), lateMs: isCount, body: oneOf(bodies) };
}

export interface FaultShape {
  actions: readonly string[];
  /** The possible effects, by property name. */
  effects: FieldChecks;
}

/** Whether a value from JSON is a fault: it has exactly one known effect and no unknown property. */
export function isFault(value: unknown, { actions, effects }: FaultShape): boolean {
  const scope = { action: oneOf(actions), times: isCount, retryAfterSeconds: isCount };
  const fields = checkFields(value, { ...scope, ...effects });
  return fields !== undefined && Object.keys(fields).filter((name) => name in effects).length === 1;
}
