import { createHash } from 'node:crypto';
import { comparablePath } from './comparable-path';
import type { WebhookRoute } from './webhook-route';

/** One path: `route` is undefined while its connection starts, drains or has no users. */
export interface Place {
  owner: string;
  suffix: string;
  route: WebhookRoute | undefined;
}

/** A path that was in use before: only its hash is kept, because the path can be all that protects. */
export interface KnownPath {
  hash: string;
  owner: string;
}

/** One deployed connection's reservation of its paths; without effect once the same connection has made a newer one. */
export interface Reservation {
  /** Serves the path with all suffixes of the route from now on; returns who has it already, then this one is next. */
  open(path: string, route: WebhookRoute): string | undefined;
  /** 503 until it is opened again. */
  close(): void;
  /** The node closes: 503, unless it is removed; then the paths are free. */
  release(removed: boolean): void;
}

interface Owner {
  reservation: Reservation | undefined;
  /** Paths with their suffixes, comparable. */
  paths: Set<string>;
  hashes: Set<string>;
  /** A path that another connection had is free. */
  onFree: () => void;
}

const NOBODY = { reservation: undefined, onFree: (): void => undefined };
const CLOSED: Place = { owner: '', suffix: '', route: undefined };

/**
 * Which connection a path belongs to. Outlives every redeploy: a path that is known and not served now gets 503 and is
 * never unknown, because a provider takes 404 for the end of the matter.
 */
export class WebhookRoutes {
  readonly #places = new Map<string, Place>();
  readonly #owners = new Map<string, Owner>();
  /** Hashes from the last run whose connection has not opened its paths yet. */
  readonly #waiting = new Set<string>();
  /** Called when `known` has changed. */
  onChange: () => void = () => undefined;

  constructor(known: readonly KnownPath[]) {
    for (const { hash, owner } of known) {
      this.#waiting.add(hash);
      this.#ownerOf(owner).hashes.add(hash);
    }
  }

  get known(): KnownPath[] {
    return [...this.#owners].flatMap(([owner, { hashes }]) => [...hashes].map((hash) => ({ hash, owner })));
  }

  /** Costs the same however many connections there are. */
  find(path: string): Place | undefined {
    const at = comparablePath(path);
    const place = this.#places.get(at);
    if (place !== undefined || this.#waiting.size === 0) return place;
    // An earlier version kept the hash of the path as it was set.
    return [at, path].some((spelling) => this.#waiting.has(hashOf(spelling))) ? CLOSED : undefined;
  }

  /**
   * The connection with node id `owner` exists: its paths, and `path` where one is set, are its own from now on. `onFree`:
   * a path that was refused can be opened now.
   */
  reserve(owner: string, path?: string, onFree: () => void = () => undefined): Reservation {
    const record = this.#ownerOf(owner);
    // After a redeploy the old node may still be closing while the new one serves already.
    const isCurrent = (): boolean => this.#owners.get(owner)?.reservation === reservation;
    const reservation: Reservation = {
      open: (at, route) => (isCurrent() ? this.#open(owner, at, route) : undefined),
      close: () => {
        if (isCurrent()) this.#close(owner);
      },
      release: (removed) => {
        if (isCurrent()) this.#release(owner, removed);
      },
    };
    record.reservation = reservation;
    record.onFree = onFree;
    if (path !== undefined) this.#queue(owner, comparablePath(path));
    return reservation;
  }

  /** Flows have started: what nobody has reserved by now is nobody's, but for connections that are only disabled. */
  dropUnreserved(existing: { has(owner: string): boolean } = new Set<string>()): void {
    const unreserved = [...this.#owners].filter(
      ([owner, { reservation }]) => reservation === undefined && !existing.has(owner),
    );
    for (const [owner] of unreserved) this.#forget(owner);
    if (unreserved.length > 0) this.onChange();
  }

  #open(owner: string, path: string, route: WebhookRoute): string | undefined {
    const suffixes = new Map(Object.keys(route.methods).map((suffix) => [comparablePath(path + suffix), suffix]));
    const paths = new Set(suffixes.keys());
    const places = [...paths].map((at) => this.#places.get(at));
    const other = places.find((place) => place?.route !== undefined && place.owner !== owner);
    if (other) {
      for (const at of paths) this.#queue(owner, at);
      return other.owner;
    }
    this.#close(owner);
    const record = this.#ownerOf(owner);
    const left = [...record.paths].filter((at) => !paths.has(at));
    for (const hash of record.hashes) this.#waiting.delete(hash);
    record.paths = paths;
    record.hashes = new Set([...paths].map(hashOf));
    for (const [at, suffix] of suffixes) this.#places.set(at, { owner, suffix, route });
    this.#leave(owner, left);
    this.onChange();
    return undefined;
  }

  /** Closed, but this connection's; where another one has it, as soon as that one leaves it. */
  #queue(owner: string, path: string): void {
    this.#ownerOf(owner).paths.add(path);
    if (!this.#places.has(path)) this.#places.set(path, { owner, suffix: '', route: undefined });
  }

  /** Requests under way look at their place again, so it is changed and not replaced. */
  #close(owner: string): void {
    for (const path of this.#owners.get(owner)?.paths ?? []) {
      const place = this.#places.get(path);
      if (place?.owner === owner) place.route = undefined;
    }
  }

  #release(owner: string, removed: boolean): void {
    this.#close(owner);
    this.#ownerOf(owner).reservation = undefined;
    if (!removed) return;
    this.#forget(owner);
    this.onChange();
  }

  #forget(owner: string): void {
    this.#close(owner);
    const record = this.#owners.get(owner);
    for (const hash of record?.hashes ?? []) this.#waiting.delete(hash);
    this.#owners.delete(owner);
    this.#leave(owner, record?.paths ?? []);
  }

  /** Whoever is next has such a path without a gap, and is told. */
  #leave(owner: string, paths: Iterable<string>): void {
    for (const path of paths) {
      if (this.#places.get(path)?.owner !== owner) continue;
      this.#places.delete(path);
      const next = [...this.#owners].find(([id, record]) => id !== owner && record.paths.has(path));
      if (!next) continue;
      this.#queue(next[0], path);
      next[1].onFree();
    }
  }

  #ownerOf(id: string): Owner {
    const record = this.#owners.get(id) ?? { ...NOBODY, paths: new Set(), hashes: new Set() };
    this.#owners.set(id, record);
    return record;
  }
}

function hashOf(path: string): string {
  return createHash('sha256').update(path).digest('hex');
}
