import { fromNow, type Clock } from '../domain/clock';
import { MINUTE_MS } from '../domain/durations';
import type { Scope } from '../domain/event-key';
import type { Store } from '../store/store';
import { staysOpen } from '../domain/events';
import { isWantedBy, readWants, type Want, type WhatIsWanted } from './wants';

export interface OthersWantsOptions {
  store: Pick<Store, 'sharing'>;
  scope: Scope;
  clock: Clock;
}

/** An instance that is deployed, restarted or updated comes back: until then nothing that it wants is put aside. */
export const COMES_BACK_MS = 10 * MINUTE_MS;
/** When all are started at once, one is the first: what it would close as unwanted may be wanted by the next. */
const STARTS_MS = MINUTE_MS;

interface Told {
  /** To see whether it has changed. */
  text: string;
  wants: readonly Want[];
  /** When it was no longer told. */
  leftAt: number | undefined;
}

/** What the nodes of the other instances want of an account, or did until a moment ago. */
export class OthersWants {
  readonly #options: OthersWantsOptions;
  readonly #told = new Map<string, Told>();
  /** Until then others may start. */
  #startsUntil: number | undefined;

  constructor(options: OthersWantsOptions) {
    this.#options = options;
  }

  /** Flows have started. */
  start(): void {
    const { store, clock } = this.#options;
    if (store.sharing.isShared) this.#startsUntil = fromNow(clock, STARTS_MS);
    this.look();
  }

  /** Looks at what they tell now. True: it has changed. */
  look(): boolean {
    const { store, scope } = this.#options;
    if (!store.sharing.isShared) return false;
    const here = new Set<string>();
    let hasChanged = false;
    for (const { instance, wants } of store.sharing.others) {
      const told = wants.get(scope);
      if (told === undefined) continue;
      here.add(instance);
      hasChanged = this.#heard(instance, told) || hasChanged;
    }
    hasChanged = this.#missed(here) || hasChanged;
    if (this.#startsUntil === undefined || this.#options.clock.now() < this.#startsUntil) return hasChanged;
    this.#startsUntil = undefined;
    return true;
  }

  /** Does one of them, or may it? */
  want(event: WhatIsWanted): boolean {
    if (this.#startsUntil !== undefined && !staysOpen(event.kind)) return true;
    for (const { wants } of this.#told.values()) if (wants.some((want) => isWantedBy(want, event))) return true;
    return false;
  }

  /** When nobody is waited for any longer who is now, Infinity if nobody is. */
  get changesAt(): number {
    return Math.min(this.#startsUntil ?? Infinity, ...[...this.#told.values()].map(this.#forgetAt));
  }

  #heard(instance: string, told: unknown): boolean {
    const text = JSON.stringify(told);
    const known = this.#told.get(instance);
    if (known?.text === text) {
      known.leftAt = undefined;
      return false;
    }
    this.#told.set(instance, { text, wants: readWants(told), leftAt: undefined });
    return true;
  }

  #missed(here: ReadonlySet<string>): boolean {
    const now = this.#options.clock.now();
    let hasChanged = false;
    for (const [instance, told] of this.#told) {
      if (here.has(instance)) continue;
      told.leftAt ??= now;
      if (now >= this.#forgetAt(told)) hasChanged = this.#told.delete(instance);
    }
    return hasChanged;
  }

  readonly #forgetAt = ({ leftAt }: Told): number =>
    leftAt === undefined ? Infinity : leftAt + this.#options.clock.scaled(COMES_BACK_MS);
}
