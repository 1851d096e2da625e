import { checkFields, isCount, oneOf, type FieldChecks } from './check-fields';

/** Where a fault strikes: everywhere unless `action` is given, until cleared unless `times` is given. */
export interface FaultScope<A extends string> {
  action?: A;
  /** How many requests, frames or connections it spoils. */
  times?: number;
}

type KeyOf<T> = T extends unknown ? keyof T : never;
/** What a fault does is named by its one property beside these. */
export type EffectName<F> = Exclude<KeyOf<F>, 'action' | 'times' | 'retryAfterSeconds'>;
export type EffectOf<F, K extends EffectName<F>> = Extract<F, Record<K, unknown>>;

interface ActiveFault<F> {
  fault: F;
  left: number;
}

/** The faults that are switched on, in the order in which they were set: the first that fits strikes. */
export class Faults<A extends string, F extends FaultScope<A>> {
  private active: ActiveFault<F>[] = [];

  /** `onSet` is called after faults were added, for what must take effect without a request. */
  constructor(private readonly onSet: () => void = () => undefined) {}

  /** Adds to the faults that are already on. */
  set(...faults: F[]): void {
    this.active.push(...faults.map((fault) => ({ fault: { ...fault }, left: fault.times ?? Infinity })));
    this.onSet();
  }

  clear(): void {
    this.active = [];
  }

  /** Those still on, `times` being what is left of it. */
  list(): F[] {
    return this.active.map(({ fault, left }) => (Number.isFinite(left) ? { ...fault, times: left } : { ...fault }));
  }

  /** Uses up one strike of the first fault with this effect that concerns the action. */
  take<K extends EffectName<F>>(effect: K, action: A): EffectOf<F, K> | undefined {
    const found = this.active.find(({ fault }) => effect in fault && (fault.action ?? action) === action);
    if (!found) return undefined;
    found.left -= 1;
    this.active = this.active.filter(({ left }) => left > 0);
    return found.fault as EffectOf<F, K>;
  }
}

const DROPS = ['before', 'after', 'mid-reply'] as const;

/** What can strike any request over HTTP: of the statuses and bodies that its service knows. */
export type HttpEffect<S, B> =
  /** The request is refused; 502 with an HTML page, the others as the vendor does. */
  | { status: S; retryAfterSeconds?: number }
  /** The connection breaks: `before` the request counts, `after` it has counted, or half-way through the reply. */
  | { drop: (typeof DROPS)[number] }
  /** The request counts at once, its answer comes this much later. */
  | { lateMs: number }
  /** A reply with status 200 that is not what it should be. */
  | { body: B };

export function httpEffects(statuses: readonly number[], bodies: readonly string[]): FieldChecks {
  return { status: oneOf(statuses), drop: oneOf(DROPS), lateMs: isCount, body: oneOf(bodies) };
}

export interface FaultShape {
  actions: readonly string[];
  /** What a fault can do, by the name of the property that says so. */
  effects: FieldChecks;
}

/** Whether what came as JSON is a fault: exactly one known effect, and nothing that is no fault's. */
export function isFault(value: unknown, { actions, effects }: FaultShape): boolean {
  const scope = { action: oneOf(actions), times: isCount, retryAfterSeconds: isCount };
  const fields = checkFields(value, { ...scope, ...effects });
  return fields !== undefined && Object.keys(fields).filter((name) => name in effects).length === 1;
}
