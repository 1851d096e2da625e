import { callingCode } from '../domain/numbers/calling-code';
import type { AccountInfo } from '../providers/provider';
import type { AccountOptions } from './account';

/**
 * The country that the provider says the account has, for numbers without one. Kept before it is used: a number is read
 * alike whether or not the provider can be reached, so that a repeated message makes the same job.
 */
export class AccountCountry {
  readonly #options: AccountOptions;
  readonly #known: Promise<string>;
  #tell: (country: string) => void = () => undefined;
  #country: string | undefined;

  constructor(options: AccountOptions) {
    this.#options = options;
    this.#known = new Promise((resolve) => {
      this.#tell = resolve;
    });
  }

  /** Its calling code, once the provider has said it, in this process or an earlier one; empty = it says none. */
  async known(): Promise<string> {
    // The holder may have learned it, or another one, meanwhile.
    if (this.#options.store.sharing.isShared) await this.recall().catch(() => undefined);
    const first = await this.#known;
    return this.#country ?? first;
  }

  get isKnown(): boolean {
    return this.#country !== undefined;
  }

  async recall(): Promise<void> {
    const { store, configured, credentials } = this.#options;
    const kept = await store.recall(this.#fact);
    if (isKept(kept) && kept.account === configured && kept.credentials === credentials) this.#set(kept.country);
  }

  async learn({ country: told = '' }: AccountInfo): Promise<void> {
    const { store, configured: account, credentials } = this.#options;
    const country = callingCode(told) ?? '';
    if (country === this.#country) return;
    await store.remember(this.#fact, { country, account, credentials } satisfies Kept);
    this.#set(country);
  }

  #set(country: string): void {
    this.#country = country;
    this.#tell(country);
  }

  get #fact(): string {
    return `account-country:${this.#options.connection}`;
  }
}

interface Kept {
  country: string;
  account: string;
  credentials: string;
}

function isKept(value: unknown): value is Kept {
  return typeof value === 'object' && value !== null && 'country' in value && typeof value.country === 'string';
}
