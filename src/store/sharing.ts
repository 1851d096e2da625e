import { randomUUID } from 'node:crypto';
import type { Scope } from '../domain/event-key';

/**
 * What an instance knows about the other Node-REDs on its store: which are running, which one does what only one may
 * do, and what the others' nodes want. This knowledge may be a moment old, so nothing that must not happen twice
 * depends on it; for that, rows are changed by version. A store that only one process can open never has others.
 */
export interface Sharing {
  /** Whether there can be others at all. */
  readonly isShared: boolean;
  /** The name of this Node-RED, the same after a restart. It owns the leases of its offers. */
  readonly instance: string;
  /**
   * Identifies this process and no other before or after it. It owns the
   * requests that it makes, because their answers are lost when it ends.
   */
  readonly process: string;
  /**
   * Whether the others certainly still regard this process as alive. Judged by its own clock: false if it was
   * suspended, or cut off from the store, for so long that they may have taken over.
   */
  readonly isAlive: boolean;
  /**
   * How often `isAlive` has been false so far, even if nobody looked; counted before it becomes true again. Another
   * instance may now have what was claimed before the last time.
   */
  readonly revivals: number;
  /** The other instances that are alive, sorted by name. */
  readonly others: readonly Other[];
  /**
   * Instances that ended without signing off: what they left may be taken. None is listed before this process itself
   * has been connected for the length of a lease, so that after an outage of the store all have had time to return.
   */
  readonly gone: readonly string[];
  /** The same instances, as they were last seen. */
  readonly lastSeen: readonly Other[];
  /** Whether this process still runs, as far as known. True for the own process. */
  runs(process: string): boolean;

  /** Asks to become the one holder of this account, which runs its push socket, polling and outgoing queue. */
  seek(scope: Scope, onChange: () => void): Holding;
  /** The instance that holds an account, as far as known, whether or not this one seeks it; undefined: none. */
  holderOf(scope: Scope): string | undefined;
  /** Tells the others what the nodes of this instance want from an account; undefined: nothing any more. */
  want(scope: Scope, wants: unknown): void;

  /** Called when another instance may have written. Returns its own removal. */
  onWake(listener: () => void): () => void;
  /** Called when others have come or gone, or want something else. Returns its own removal. */
  onChange(listener: () => void): () => void;
}

export interface Other {
  instance: string;
  process: string;
  /** Steady ms. */
  since: number;
  /** Steady ms: when it was last seen. */
  seenAt: number;
  /** The version of this package that it runs. */
  version: string;
  holds: readonly Scope[];
  /** What its nodes want, by account. Another version may have written it, so check its shape. */
  wants: ReadonlyMap<Scope, unknown>;
}

/** Returns a check whether the others have certainly regarded this process as alive ever since now. */
export function aliveSince(sharing: Pick<Sharing, 'isAlive' | 'revivals'>): () => boolean {
  const { revivals } = sharing;
  return () => sharing.isAlive && sharing.revivals === revivals;
}

/** A place in the queue for an account; the holder keeps the account while it is alive. */
export interface Holding {
  /** Judged by our own clock: false as soon as another instance could be the holder. */
  readonly isHeld: boolean;
  /** The instance that holds the account, as far as known. */
  readonly holder: string | undefined;
  /** Gives the account up at once, to the instance that waits for it. Never rejects. Calling it twice is safe. */
  release(): Promise<void>;
}

/** One for the whole process, however often stores are opened. */
const ownProcess = randomUUID();

/** For a store that only one process can open. */
export function alone(instance: string): Sharing {
  const nothing = (): void => undefined;
  return {
    isShared: false,
    instance,
    process: ownProcess,
    isAlive: true,
    revivals: 0,
    others: [],
    gone: [],
    lastSeen: [],
    runs: (process) => process === ownProcess,
    holderOf: () => instance,
    seek: () => ({ isHeld: true, holder: instance, release: () => Promise.resolve() }),
    want: nothing,
    onWake: () => nothing,
    onChange: () => nothing,
  };
}
