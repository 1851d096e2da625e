import type { Scope } from '../../domain/event-key';
import type { Holding } from '../sharing';

interface Seeking {
  scope: Scope;
  onChange: () => void;
  /** The state that `onChange` was last called for. */
  reported: string;
}

export interface HoldingsParts {
  /** Whether this process holds the account, as far as it knows. */
  isHeld: (scope: Scope) => boolean;
  /** The instance that holds the account, as far as known. */
  holderOf: (scope: Scope) => string | undefined;
  /** As `Sharing.revivals`. */
  revivals: () => number;
  /** Called when the accounts sought have changed; resolves once the other instances know. Must not reject. */
  changed: () => Promise<void>;
}

/** The accounts that this process seeks. If it seeks an account several times, the first seeker gets it. */
export class Holdings {
  readonly #parts: HoldingsParts;
  readonly #seeking: Seeking[] = [];

  constructor(parts: HoldingsParts) {
    this.#parts = parts;
  }

  get scopes(): Scope[] {
    return [...new Set(this.#seeking.map(({ scope }) => scope))];
  }

  seek(scope: Scope, onChange: () => void): Holding {
    const own: Seeking = { scope, onChange, reported: '' };
    const isHeld = (): boolean => this.#isHeld(own);
    const holder = (): string | undefined => this.#parts.holderOf(scope);
    this.#seeking.push(own);
    own.reported = this.#stateOf(own);
    void this.#parts.changed();
    return {
      get isHeld() {
        return isHeld();
      },
      get holder() {
        return holder();
      },
      release: () => this.#release(own),
    };
  }

  /** The listeners whose state has changed since they were last called. */
  get changes(): (() => void)[] {
    const changed = this.#seeking.filter((each) => each.reported !== this.#stateOf(each));
    for (const each of changed) each.reported = this.#stateOf(each);
    return changed.map(({ onChange }) => onChange);
  }

  async #release(own: Seeking): Promise<void> {
    const at = this.#seeking.indexOf(own);
    if (at < 0) return;
    this.#seeking.splice(at, 1);
    await this.#parts.changed();
  }

  #isHeld(own: Seeking): boolean {
    return this.#seeking.find(({ scope }) => scope === own.scope) === own && this.#parts.isHeld(own.scope);
  }

  #stateOf(own: Seeking): string {
    // The revivals are included, because an account that was lost and regained meanwhile is a change, too.
    return JSON.stringify([this.#isHeld(own), this.#parts.holderOf(own.scope), this.#parts.revivals()]);
  }
}
