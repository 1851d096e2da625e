import { fromNow, type Clock } from '../domain/clock';
import { MINUTE_MS } from '../domain/durations';
import type { Scope } from '../domain/event-key';
import type { Facts } from '../domain/facts';
import type { Store } from '../store/store';
import { staysOpen } from '../domain/events';
import { forgetLeft, recallLeft } from './left-wants';
import { isWantedBy, readWants, type Want, type WhatIsWanted } from './wants';

export interface OthersWantsOptions {
  store: Pick<Store, 'sharing'> & Facts;
  scope: Scope;
  clock: Clock;
}

/**
 * An instance that is being deployed, restarted or updated comes back within this time: what it wants is not parked.
 */
export const COMES_BACK_MS = 10 * MINUTE_MS;
/** When all instances start at once, the first must not close statuses as unwanted that the next one wants. */
const STARTS_MS = MINUTE_MS;

/** What one instance has said that it wants. */
interface InstanceWants {
  /** As JSON, to detect a change. */
  text: string;
  wants: readonly Want[];
  /** When the instance stopped saying so, in steady ms; undefined: it still does. */
  leftAt: number | undefined;
}

/** What the nodes of the other instances want of an account, including instances that may come back any moment. */
export class OthersWants {
  readonly #options: OthersWantsOptions;
  readonly #byInstance = new Map<string, InstanceWants>();
  /** Until this steady time other instances may still be starting. */
  #startsUntil: number | undefined;
  /** What instances wanted that had left before this process started has been read. */
  #hasRecalled = false;

  constructor(options: OthersWantsOptions) {
    this.#options = options;
  }

  /** Flows have started. */
  start(): void {
    const { store, clock } = this.#options;
    if (store.sharing.isShared) this.#startsUntil = fromNow(clock, STARTS_MS);
    this.#hasRecalled = false;
    this.#readLiving();
  }

  /** Reads what they want now. Resolves with true if that has changed. Rejects with `StoreError`. */
  async look(): Promise<boolean> {
    const { store, scope, clock } = this.#options;
    if (!store.sharing.isShared) return false;
    const hasRecalled = await this.#recall();
    const haveChanged = this.#readLiving();
    const tooLong = [...this.#byInstance].filter(([, known]) => clock.now() >= this.#forgetAt(known));
    for (const [instance] of tooLong) {
      await forgetLeft(store, scope, instance);
      this.#byInstance.delete(instance);
    }
    const haveStarted = this.#startsUntil !== undefined && clock.now() >= this.#startsUntil;
    if (haveStarted) this.#startsUntil = undefined;
    return hasRecalled || haveChanged || haveStarted || tooLong.length > 0;
  }

  /** True if another instance wants this event, or may want it. */
  want(event: WhatIsWanted): boolean {
    if (this.#startsUntil !== undefined && !staysOpen(event.kind)) return true;
    for (const { wants } of this.#byInstance.values()) if (wants.some((want) => isWantedBy(want, event))) return true;
    return false;
  }

  /** When the next instance that is now waited for will no longer be, in steady ms; Infinity if none is. */
  get changesAt(): number {
    return Math.min(this.#startsUntil ?? Infinity, ...[...this.#byInstance.values()].map(this.#forgetAt));
  }

  /**
   * Reads what instances wanted that have left in an orderly way and are not back. Resolves with true if there are
   * any.
   */
  async #recall(): Promise<boolean> {
    if (this.#hasRecalled) return false;
    const { store, scope, clock } = this.#options;
    const left = await recallLeft(store, scope);
    await forgetLeft(store, scope, store.sharing.instance);
    this.#hasRecalled = true;
    for (const { instance, wants, leftAt } of left) {
      if (instance === store.sharing.instance || this.#byInstance.has(instance)) continue;
      this.#byInstance.set(instance, asLeft(wants, Math.min(leftAt, clock.now())));
    }
    return left.length > 0;
  }

  /** Reads what the living instances say. Returns true if that has changed. */
  #readLiving(): boolean {
    const { store, scope, clock } = this.#options;
    const here = new Set<string>();
    let hasChanged = false;
    for (const { instance, wants } of store.sharing.others) {
      const wanted = wants.get(scope);
      if (wanted === undefined) continue;
      here.add(instance);
      hasChanged = this.#noteLiving(instance, wanted) || hasChanged;
    }
    for (const [instance, known] of this.#byInstance) if (!here.has(instance)) known.leftAt ??= clock.now();
    for (const { instance, wants, seenAt } of store.sharing.lastSeen) {
      if (wants.get(scope) === undefined || this.#byInstance.has(instance)) continue;
      const left = asLeft(wants.get(scope), seenAt);
      if (clock.now() >= this.#forgetAt(left)) continue;
      this.#byInstance.set(instance, left);
      hasChanged = true;
    }
    return hasChanged;
  }

  #noteLiving(instance: string, wanted: unknown): boolean {
    const text = JSON.stringify(wanted);
    const known = this.#byInstance.get(instance);
    if (known?.text === text) {
      known.leftAt = undefined;
      return false;
    }
    this.#byInstance.set(instance, { text, wants: readWants(wanted), leftAt: undefined });
    return true;
  }

  readonly #forgetAt = ({ leftAt }: InstanceWants): number =>
    leftAt === undefined ? Infinity : leftAt + this.#options.clock.scaled(COMES_BACK_MS);
}

/** For an instance that was already away when this process first heard of it. */
function asLeft(wants: unknown, leftAt: number): InstanceWants {
  return { text: JSON.stringify(wants), wants: readWants(wants), leftAt };
}
