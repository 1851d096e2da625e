import { createHash } from 'node:crypto';
import { comparablePath } from './comparable-path';
import type { WebhookRoute } from './webhook-route';

/** One path. `route` is undefined while its connection starts, stops or has no nodes: then it answers 503. */
export interface Place {
  owner: string;
  suffix: string;
  route: WebhookRoute | undefined;
}

/** A path that was in use before. Only its hash is stored, because a secret path may be a webhook's only protection. */
export interface KnownPath {
  hash: string;
  owner: string;
}

/**
 * One deployed connection's reservation of its paths. It has no effect once the same connection has made a newer one.
 */
export interface Reservation {
  /**
   * From now on serves the path with all suffixes of the route. If another connection has the path, returns its node id
   * instead; this connection then gets the path as soon as it is free.
   */
  open(path: string, route: WebhookRoute): string | undefined;
  /** Answers 503 until it is opened again. */
  close(): void;
  /** The connection's node closes. Its paths answer 503, or are free if the node was removed. */
  release(removed: boolean): void;
}

interface Owner {
  reservation: Reservation | undefined;
  /** Paths with their suffixes, as `comparablePath` makes them. */
  paths: Set<string>;
  hashes: Set<string>;
  /** Called when a path that another connection had is free. */
  onFree: () => void;
}

const NOBODY = { reservation: undefined, onFree: (): void => undefined };
const CLOSED: Place = { owner: '', suffix: '', route: undefined };

/**
 * Says which connection a path belongs to. It outlives every redeploy: a known path that is not served now answers
 * 503, never 404, because after a 404 a provider does not try again.
 */
export class WebhookRoutes {
  readonly #places = new Map<string, Place>();
  readonly #owners = new Map<string, Owner>();
  /** Hashes of paths from the last run that their connection has not opened yet. */
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

  /** Takes the same time however many connections there are. */
  find(path: string): Place | undefined {
    const at = comparablePath(path);
    const place = this.#places.get(at);
    if (place !== undefined || this.#waiting.size === 0) return place;
    // An earlier version stored the hash of the path as the user had written it.
    return [at, path].some((spelling) => this.#waiting.has(hashOf(spelling))) ? CLOSED : undefined;
  }

  /**
   * The connection with node id `owner` exists: from now on its paths are its own, also `path` if one is given.
   * `onFree` is called when a path that was refused can be opened.
   */
  reserve(owner: string, path?: string, onFree: () => void = () => undefined): Reservation {
    const record = this.#ownerOf(owner);
    // After a redeploy the old node may still be closing while the new one already serves.
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

  /**
   * Flows have started: paths that no connection has reserved by now are free, except those of disabled connections.
   */
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

  /** Gives the path to this connection, still closed; if another one has it, as soon as that one leaves it. */
  #queue(owner: string, path: string): void {
    this.#ownerOf(owner).paths.add(path);
    if (!this.#places.has(path)) this.#places.set(path, { owner, suffix: '', route: undefined });
  }

  /** The `Place` is changed and not replaced, because requests under way look at theirs again. */
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

  /** Passes each path on to the next connection that wants it, without a gap, and tells that one. */
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
