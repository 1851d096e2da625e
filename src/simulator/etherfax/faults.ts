import type { Action } from './actions';
import type { EffectName, EffectOf, Fault } from './fault';

interface ActiveFault {
  fault: Fault;
  left: number;
}

/** The faults that are switched on, in the order in which they were set: the first that fits strikes. */
export class Faults {
  private active: ActiveFault[] = [];

  /** `onSet` is called after faults were added, for what must take effect without a request. */
  constructor(private readonly onSet: () => void = () => undefined) {}

  /** Adds to the faults that are already on. */
  set(...faults: Fault[]): void {
    this.active.push(...faults.map((fault) => ({ fault: { ...fault }, left: fault.times ?? Infinity })));
    this.onSet();
  }

  clear(): void {
    this.active = [];
  }

  /** Those still on, `times` being what is left of it. */
  list(): Fault[] {
    return this.active.map(({ fault, left }) => (Number.isFinite(left) ? { ...fault, times: left } : { ...fault }));
  }

  /** Uses up one strike of the first fault with this effect that concerns the action. */
  take<K extends EffectName>(effect: K, action: Action): EffectOf<K> | undefined {
    const found = this.active.find(({ fault }) => effect in fault && (fault.action ?? action) === action);
    if (!found) return undefined;
    found.left -= 1;
    this.active = this.active.filter(({ left }) => left > 0);
    return found.fault as EffectOf<K>;
  }
}
