import { randomUUID } from 'node:crypto';
import type { Scope } from '../domain/event-key';

/**
 * Several Node-REDs on one store, each an instance of it: who is here, who does what only one may do, and what the others'
 * nodes want. It may be a moment old, so nothing that must not happen twice rests on it: for that rows are changed by
 * version. Where the store can have one process only, there are never others.
 */
export interface Sharing {
  /** Can there be others at all? */
  readonly isShared: boolean;
  /** This Node-RED among them, the same after a restart: it owns the leases of its offers. */
  readonly instance: string;
  /** This process, and no other before or after it: it makes requests, whose answers end with it. */
  readonly process: string;
  /**
   * Do the others surely still take it for alive? By its own clock: false for one that was stopped, or cut off from the
   * store, for so long that they may have taken over.
   */
  readonly isAlive: boolean;
  /**
   * How often `isAlive` has been false so far, whether or not anybody looked: counted before it is true again. What was
   * claimed before the last time may be somebody else's by now.
   */
  readonly revivals: number;
  /** The others that are alive, in order of name. */
  readonly others: readonly Other[];
  /**
   * Instances that ended without a word: what they left is free. Nobody is gone before this process has itself been
   * connected for as long as a lease lasts, so that after an outage of the store all have had time to come back.
   */
  readonly gone: readonly string[];
  /** The same, with what they told last. */
  readonly lastHeard: readonly Other[];
  /** Does this process still run, as far as known? True for itself. */
  runs(process: string): boolean;

  /** Asks to be the one holder of this account: of its push socket, polling and outgoing queue. */
  seek(scope: Scope, onChange: () => void): Holding;
  /** Which instance has an account, whether or not it is sought here, as far as known; undefined: none. */
  holderOf(scope: Scope): string | undefined;
  /** What the nodes of this instance want of an account, for the others; undefined: nothing any more. */
  want(scope: Scope, wants: unknown): void;

  /** Somebody else may have written. Returns what ends it. */
  onWake(listener: () => void): () => void;
  /** Others have come or gone, or want something else. Returns what ends it. */
  onChange(listener: () => void): () => void;
}

export interface Other {
  instance: string;
  process: string;
  /** Steady ms. */
  since: number;
  /** Steady ms: when it was heard last. */
  seenAt: number;
  /** Of this package. */
  version: string;
  holds: readonly Scope[];
  /** What its nodes want, by account; read it as what another version may have written. */
  wants: ReadonlyMap<Scope, unknown>;
}

/** Tells later whether the others have surely taken this process for alive all the time since now. */
export function aliveSince(sharing: Pick<Sharing, 'isAlive' | 'revivals'>): () => boolean {
  const { revivals } = sharing;
  return () => sharing.isAlive && sharing.revivals === revivals;
}

/** A place in the queue for an account: the holder keeps it while it is alive. */
export interface Holding {
  /** By our own clock: false as soon as another could have it. */
  readonly isHeld: boolean;
  /** The instance that has it, as far as known. */
  readonly holder: string | undefined;
  /** Gives it up, to whoever waits for it, at once. Never rejects. Twice is safe. */
  release(): Promise<void>;
}

/** The same however often a store is opened. */
const ownProcess = randomUUID();

/** Of a store that one process has to itself. */
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
    lastHeard: [],
    runs: (process) => process === ownProcess,
    holderOf: () => instance,
    seek: () => ({ isHeld: true, holder: instance, release: () => Promise.resolve() }),
    want: nothing,
    onWake: () => nothing,
    onChange: () => nothing,
  };
}
