import type { PollerState } from '../transports/poller';
import type { PushState } from '../transports/push-socket/push-state';
import type { Backlog } from './backlog';
import type { ConnectionOptions } from './connection-options';
import { connectionState, type ConnectionState, type LinkStates } from './connection-state';
import { pollLink, pushLink } from './link-states';
import { logStates } from './log-state';

export interface HealthOptions extends Pick<ConnectionOptions, 'store' | 'clock' | 'log' | 'onState'> {
  push: () => PushState | undefined;
  held: () => LinkStates['held'];
  isShutOut: () => boolean;
  /** The holder of the account, if that is another instance. */
  holder: () => string | undefined;
}

/**
 * Puts a connection's state together from the states of its parts, and reports each change until `silence`.
 */
export class Health {
  readonly #options: HealthOptions;
  readonly #logState: (state: ConnectionState) => void;
  #webhook: string | undefined;
  #verified = false;
  #backlog: Backlog | undefined;
  #polled: PollerState = { name: 'running' };
  #shown = '';
  #isSilent = false;

  constructor(options: HealthOptions) {
    this.#options = options;
    this.#logState = logStates(options.log);
  }

  /** Why the provider cannot call us. */
  set webhook(problem: string | undefined) {
    this.#webhook = problem;
    this.show();
  }

  /** The credentials have worked and the account is known. */
  verify(): void {
    this.#verified = true;
    this.show();
  }

  /** Another instance polls from now on: what this one knew of its own polls no longer counts. */
  standBy(): void {
    this.#verified = false;
    this.#polled = { name: 'running' };
  }

  counted(backlog: Backlog): void {
    const { fax, sms, quarantined } = backlog;
    const isEmpty =
      quarantined === 0 && [fax, sms].every((items) => Object.values(items).every((count) => count === 0));
    this.#backlog = isEmpty ? undefined : backlog;
    this.show();
  }

  polled(state: PollerState): void {
    // While a poll runs, the last poll's outcome stays: otherwise a red status would flicker at every retry.
    if (state.name !== 'running') this.#polled = state;
    this.show();
  }

  get state(): ConnectionState {
    const { store, clock, push, held, isShutOut, holder } = this.#options;
    const state = connectionState({
      shutOut: isShutOut(),
      store: store.health.failureCode,
      poll: pollLink(this.#pollState, this.#verified),
      push: pushLink(push()),
      webhook: this.#webhook,
      held: held(),
      holder: holder(),
    });
    // Retries are planned in steady time, but people read this one by their own clock.
    const shown: ConnectionState = 'retryAt' in state ? { ...state, retryAt: clock.wallAt(state.retryAt) } : state;
    return this.#backlog ? { ...shown, backlog: this.#backlog } : shown;
  }

  /** If the last poll failed only because of the store, its failure no longer counts once the store works again. */
  get #pollState(): PollerState {
    const { store } = this.#options;
    const isMended = this.failedByStore && store.health.failureCode === undefined;
    return isMended ? { name: 'running' } : this.#polled;
  }

  /** The last poll could not store what it found. */
  get failedByStore(): boolean {
    return this.#polled.name === 'failing' && this.#polled.reason === 'store';
  }

  /** A status goes to every open editor, so it is sent only when it has changed. */
  show(): void {
    if (this.#isSilent) return;
    const state = this.state;
    const shown = JSON.stringify(state);
    if (shown === this.#shown) return;
    this.#shown = shown;
    this.#logState(state);
    this.#options.onState(state);
  }

  /** From now on nothing is reported. */
  silence(): void {
    this.#isSilent = true;
  }
}
