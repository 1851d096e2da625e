import type { Clock } from '../domain/clock';
import type { Scope } from '../domain/event-key';
import type { Holding, Sharing } from '../store/sharing';
import { createThrottle, type Throttle } from '../work/throttle';

export interface HolderOptions {
  sharing: Sharing;
  clock: Clock;
  /** This instance has become the holder. */
  onGained: () => void;
  /** This instance is no longer the holder, even if requests of its own are still under way. */
  onLost: () => void;
  /** The holder is another instance than before, or there is none. */
  onChange: () => void;
  /** Another instance may have left something to do. */
  onWake: () => void;
}

/** Other instances write up to 20 times a second, and each look costs several queries. */
const LOOK_EVERY_MS = 200;

/**
 * Of the instances that serve an account one, the holder, asks the provider, acknowledges and sends. This says when
 * this instance becomes the holder and when it stops being it. It does not keep anything from happening twice: row
 * versions do.
 */
export class Holder implements Pick<Holding, 'isHeld'> {
  readonly #options: HolderOptions;
  readonly #waking: Throttle;
  #holding: Holding | undefined;
  #forget: () => void = () => undefined;
  /** Which of `onGained` (true) and `onLost` (false) was called last; undefined: before `begin` and after `release`. */
  #reportedHeld: boolean | undefined;
  /**
   * `sharing.revivals` when the place was last taken: if it has grown since, another instance may have been the
   * holder.
   */
  #revivals = 0;

  constructor(options: HolderOptions) {
    this.#options = options;
    this.#waking = createThrottle(options.clock, LOOK_EVERY_MS, options.onWake);
  }

  /** Enters the queue for the account. No handler is called before `begin`. */
  seek(scope: Scope): void {
    const { sharing } = this.#options;
    this.#revivals = sharing.revivals;
    this.#holding ??= sharing.seek(scope, () => this.#changed());
  }

  /** From now on the handlers are called; `onGained` at once if this instance is already the holder. */
  begin(): void {
    this.#reportedHeld = false;
    this.#forget = this.#options.sharing.onWake(() => this.#waking.call());
    this.#changed();
  }

  /**
   * Asked before each request, and answered by this process's own clock: a process that was suspended hears too late
   * that another instance has taken over. After such a gap it is false until `onLost` and `onGained` have been
   * called.
   */
  get isHeld(): boolean {
    return this.#holding?.isHeld === true && this.#revivals === this.#options.sharing.revivals;
  }

  /** The holder, if that is another instance. */
  get other(): string | undefined {
    const { sharing } = this.#options;
    if (this.#holding === undefined || this.isHeld || this.#holding.holder === sharing.instance) return undefined;
    return this.#holding.holder;
  }

  /**
   * Gives the account up, so that a waiting instance becomes the holder at once. No handler is called any more.
   * Resolves when the store has written it down; never rejects.
   */
  async release(): Promise<void> {
    const holding = this.#holding;
    this.#holding = undefined;
    this.#reportedHeld = undefined;
    this.#forget();
    this.#waking.stop();
    await holding?.release();
  }

  #changed(): void {
    if (this.#reportedHeld === undefined) return;
    const { sharing, onChange } = this.#options;
    this.#tell(this.isHeld);
    this.#revivals = sharing.revivals;
    this.#tell(this.isHeld);
    onChange();
  }

  #tell(isHeld: boolean): void {
    if (isHeld === this.#reportedHeld) return;
    const { onGained, onLost } = this.#options;
    this.#reportedHeld = isHeld;
    if (isHeld) onGained();
    else onLost();
  }
}
