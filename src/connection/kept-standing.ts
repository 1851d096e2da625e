import { fromNow, type Clock } from '../domain/clock';
import type { Scope } from '../domain/event-key';
import type { Store } from '../store/store';

export interface KeptStandingOptions {
  store: Store;
  clock: Clock;
  /** `fingerprint` of the credentials: a refusal says nothing about other credentials. */
  credentials: string;
}

/** What the provider last demanded of a holder, in steady ms; 0: nothing. */
export interface Demands {
  /** The login was refused: not to be tried again before. */
  refusedUntil: number;
  /** The end of the pause that the provider asked for. */
  askedUntil: number;
}

const NOTHING: Demands = { refusedUntil: 0, askedUntil: 0 };
/** Pauses asked for and rests after a refused login are never longer; a row with more is not believed. */
const LONGEST_MS = 60 * 60_000;

/**
 * Keeps what the provider demanded of the holder for the next holder: otherwise each instance in turn would try a refused
 * login again. Nothing is kept in a store that is not shared: there a restart usually means that the user has put
 * something right.
 */
export class KeptStanding {
  readonly #options: KeptStandingOptions;
  #kept: Demands = NOTHING;
  #writing: Promise<void> = Promise.resolve();

  constructor(options: KeptStandingOptions) {
    this.#options = options;
  }

  /** Stores it if it has changed. Never rejects: if it is lost, the next holder makes one request too many. */
  keep(scope: Scope, demands: Demands): Promise<void> {
    const { store, credentials } = this.#options;
    const { sharing } = store;
    const isKnown = demands.refusedUntil === this.#kept.refusedUntil && demands.askedUntil === this.#kept.askedUntil;
    if (!sharing.isShared || isKnown) return this.#writing;
    this.#kept = demands;
    const kept: Kept = { ...demands, credentials, instance: sharing.instance, process: sharing.process };
    this.#writing = this.#writing.then(() => store.remember(nameOf(scope), kept)).catch(() => undefined);
    return this.#writing;
  }

  /** To be called by the new holder. Never rejects. */
  async recall(scope: Scope): Promise<Demands> {
    const { store, clock, credentials } = this.#options;
    if (!store.sharing.isShared) return NOTHING;
    const kept = await store.recall(nameOf(scope)).catch(() => undefined);
    if (!isKept(kept)) return NOTHING;
    const latest = fromNow(clock, LONGEST_MS);
    const inTime = (until: number): number => (until > clock.now() && until <= latest ? until : 0);
    this.#kept = { refusedUntil: kept.refusedUntil, askedUntil: kept.askedUntil };
    const isOurs = kept.credentials === credentials && !this.#isOfBefore(kept);
    return { refusedUntil: isOurs ? inTime(kept.refusedUntil) : 0, askedUntil: inTime(kept.askedUntil) };
  }

  /**
   * This same Node-RED has been restarted since: the user has probably put the login right, or wants to see it fail.
   */
  #isOfBefore({ instance, process }: Kept): boolean {
    const { sharing } = this.#options.store;
    return instance === sharing.instance && process !== sharing.process;
  }
}

interface Kept extends Demands {
  credentials: string;
  instance: string;
  process: string;
}

function isKept(value: unknown): value is Kept {
  if (typeof value !== 'object' || value === null) return false;
  return (
    'refusedUntil' in value &&
    typeof value.refusedUntil === 'number' &&
    'askedUntil' in value &&
    typeof value.askedUntil === 'number' &&
    'credentials' in value &&
    'instance' in value &&
    'process' in value
  );
}

function nameOf(scope: Scope): string {
  return `provider-told:${scope}`;
}
