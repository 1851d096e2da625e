import type { Clock } from '../domain/clock';
import type { Scope } from '../domain/event-key';
import type { Holding, Sharing } from '../store/sharing';
import { createThrottle, type Throttle } from '../work/throttle';

export interface HolderOptions {
  sharing: Sharing;
  clock: Clock;
  /** This instance has become the holder: it asks the provider from now on. */
  onGained: () => void;
  /** It is the holder no more, whatever it is in the middle of. */
  onLost: () => void;
  /** Another instance is it now, or none. */
  onChange: () => void;
  /** Another instance may have left something to do. */
  onWake: () => void;
}

/** Others write up to 20 times a second, and each look costs the store some questions. */
const LOOK_EVERY_MS = 200;

/**
 * This instance's place among those that serve an account: one of them, the holder, asks the provider, tells it and sends. What
 * begins and ends with that is said here; that nothing happens twice rests on the rows.
 */
export class Holder implements Pick<Holding, 'isHeld'> {
  readonly #options: HolderOptions;
  readonly #waking: Throttle;
  #holding: Holding | undefined;
  #forget: () => void = () => undefined;
  /** As `onGained` and `onLost` have told it. */
  #told: boolean | undefined;
  /** Of the store's instances, by then: after each one another may have had the account meanwhile. */
  #revivals = 0;

  constructor(options: HolderOptions) {
    this.#options = options;
    this.#waking = createThrottle(options.clock, LOOK_EVERY_MS, options.onWake);
  }

  /** Takes a place. Nothing is told before `begin`. */
  seek(scope: Scope): void {
    const { sharing } = this.#options;
    this.#revivals = sharing.revivals;
    this.#holding ??= sharing.seek(scope, () => this.#changed());
  }

  /** From now on changes are told, the first at once. */
  begin(): void {
    this.#told = false;
    this.#forget = this.#options.sharing.onWake(() => this.#waking.call());
    this.#changed();
  }

  /**
   * By our own clock: asked before each request, because a process that was stopped learns it late. What it has regained it
   * has to take over anew first.
   */
  get isHeld(): boolean {
    return this.#holding?.isHeld === true && this.#revivals === this.#options.sharing.revivals;
  }

  /** The other instance that has the account. */
  get other(): string | undefined {
    const { sharing } = this.#options;
    if (this.#holding === undefined || this.isHeld || this.#holding.holder === sharing.instance) return undefined;
    return this.#holding.holder;
  }

  /** Whoever waits has it at once. Nothing is told any more. Resolves when the store knows; never rejects. */
  async release(): Promise<void> {
    const holding = this.#holding;
    this.#holding = undefined;
    this.#told = undefined;
    this.#forget();
    this.#waking.stop();
    await holding?.release();
  }

  #changed(): void {
    if (this.#told === undefined) return;
    const { sharing, onChange } = this.#options;
    this.#tell(this.isHeld);
    this.#revivals = sharing.revivals;
    this.#tell(this.isHeld);
    onChange();
  }

  #tell(isHeld: boolean): void {
    if (isHeld === this.#told) return;
    const { onGained, onLost } = this.#options;
    this.#told = isHeld;
    if (isHeld) onGained();
    else onLost();
  }
}
