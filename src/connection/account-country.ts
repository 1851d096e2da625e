import { callingCode } from '../domain/numbers/calling-code';
import type { AccountInfo } from '../providers/provider';
import type { AccountOptions } from './account';

/**
 * The account's country as the provider reports it, which completes numbers that have no country code. It is stored
 * before it is used: a number is then read the same way while the provider cannot be reached, and a repeated message
 * makes the same job.
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

  /**
   * Its calling code, such as `44`; empty if the provider reports no country. Resolves once the provider has reported
   * it, in this process or an earlier one.
   */
  async known(): Promise<string> {
    // Meanwhile the holder may have learned it, or that it has changed.
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

  async learn({ country: reported = '' }: AccountInfo): Promise<void> {
    const { store, configured: account, credentials } = this.#options;
    const country = callingCode(reported) ?? '';
    // An answer without a country does not mean that the account has none now: forgetting the known one would change
    // how numbers are read.
    if (country === this.#country || (country === '' && this.#country !== undefined)) return;
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
