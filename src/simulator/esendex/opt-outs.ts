import { randomUUID } from 'node:crypto';
import type { Clock } from '../../domain/clock';
import type { SimulatedAccount } from './account';
import type { OptOut } from './sms-message';

/** The numbers that have opted out, by account. */
export class OptOuts {
  readonly #clock: Clock;
  readonly #all = new Map<string, OptOut>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Adds an entry, or returns the existing one. */
  add(account: SimulatedAccount, from: string): { optOut: OptOut; existed: boolean } {
    const known = this.list().find((optOut) => optOut.account === account && optOut.from === from);
    if (known) return { optOut: known, existed: true };
    const optOut = { id: randomUUID(), account, from, receivedAt: this.#clock.now() };
    this.#all.set(optOut.id, optOut);
    return { optOut, existed: false };
  }

  find(id: string): OptOut | undefined {
    return this.#all.get(id.toLowerCase());
  }

  has(account: SimulatedAccount, from: string): boolean {
    return this.list().some((optOut) => optOut.account === account && optOut.from === from);
  }

  list(): OptOut[] {
    return [...this.#all.values()];
  }
}
