import { fromNow, type Clock } from '../domain/clock';
import type { Scope } from '../domain/event-key';
import type { Store } from '../store/store';

export interface KeptStandingOptions {
  store: Store;
  clock: Clock;
  /** `fingerprint` of the credentials: others may well be accepted. */
  credentials: string;
}

/** What the provider has last told a holder, in steady ms; 0: nothing of that kind. */
export interface Told {
  /** The login was refused: not again before. */
  refusedUntil: number;
  /** It has asked for a pause. */
  askedUntil: number;
}

const NOTHING: Told = { refusedUntil: 0, askedUntil: 0 };
/** No provider may ask for more, and no refused login rests longer. */
const LONGEST_MS = 60 * 60_000;

/**
 * What the provider has told the holder, for the instance that takes its place: else each of several instances would try a
 * refused login anew, one after the other. Where a store is not shared nothing is kept: whoever starts Node-RED again has
 * mended something.
 */
export class KeptStanding {
  readonly #options: KeptStandingOptions;
  #kept: Told = NOTHING;
  #writing: Promise<void> = Promise.resolve();

  constructor(options: KeptStandingOptions) {
    this.#options = options;
  }

  /** Keeps it, if it is news. Never rejects: without it there is one request more. */
  keep(scope: Scope, told: Told): Promise<void> {
    const { store, credentials } = this.#options;
    const { sharing } = store;
    const isKnown = told.refusedUntil === this.#kept.refusedUntil && told.askedUntil === this.#kept.askedUntil;
    if (!sharing.isShared || isKnown) return this.#writing;
    this.#kept = told;
    const kept: Kept = { ...told, credentials, instance: sharing.instance, process: sharing.process };
    this.#writing = this.#writing.then(() => store.remember(nameOf(scope), kept)).catch(() => undefined);
    return this.#writing;
  }

  /** For who takes the place. Never rejects. */
  async recall(scope: Scope): Promise<Told> {
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

  /** This very Node-RED was started anew since: somebody has mended what was wrong, or wants to see. */
  #isOfBefore({ instance, process }: Kept): boolean {
    const { sharing } = this.#options.store;
    return instance === sharing.instance && process !== sharing.process;
  }
}

interface Kept extends Told {
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
