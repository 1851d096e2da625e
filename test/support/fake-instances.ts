import { randomUUID } from 'node:crypto';
import type { Clock } from '../../src/domain/clock';
import type { Scope } from '../../src/domain/event-key';
import type { Holding, Other, Sharing } from '../../src/store/sharing';

interface Seeking {
  scope: Scope;
  by: FakeInstance;
  onChange: () => void;
}

/**
 * Instances of one store in one test process: give each of their engines the same store with its own `sharing`
 * (`{ ...store, sharing: instances.join('a') }`).
 */
export class FakeInstances {
  readonly all: FakeInstance[] = [];
  /** In the order in which they asked. The first one that is alive gets an account without a holder. */
  readonly seeking: Seeking[] = [];
  readonly #holders = new Map<Scope, FakeInstance>();

  constructor(readonly clock: Pick<Clock, 'now'>) {}

  /** Adds an instance. An earlier one with the same name counts as dead. */
  join(instance: string): FakeInstance {
    for (const each of this.all.filter((one) => one.instance === instance)) each.leave();
    const joined = new FakeInstance(this, instance);
    this.all.push(joined);
    this.changed();
    return joined;
  }

  /** Wakes the other instances after one has written. */
  wrote(by: FakeInstance): void {
    for (const each of this.all) if (each !== by) each.tell('wake');
  }

  holderOf(scope: Scope): FakeInstance | undefined {
    const holder = this.#holders.get(scope);
    const asking = this.seeking.filter((each) => each.scope === scope && each.by.isAlive).map(({ by }) => by);
    const next = asking.find((by) => by === holder) ?? asking[0];
    if (next) this.#holders.set(scope, next);
    else this.#holders.delete(scope);
    return next;
  }

  /** Tells all instances of a change, except the one that is just asking. */
  changed(asking?: Seeking): void {
    for (const { scope } of this.seeking) this.holderOf(scope);
    for (const each of this.all) each.tell('change');
    for (const each of [...this.seeking]) if (each !== asking) each.onChange();
  }
}

export class FakeInstance implements Sharing {
  readonly #instances: FakeInstances;
  readonly instance: string;
  readonly isShared = true;
  readonly process: string;
  readonly wanted = new Map<Scope, unknown>();
  /** Instances that have only just joined. */
  readonly unheard = new Set<FakeInstance>();
  revivals = 0;
  #isAlive = true;
  #diedAt: number | undefined;
  readonly #since: number;
  readonly #listeners = { wake: new Set<() => void>(), change: new Set<() => void>() };

  constructor(instances: FakeInstances, instance: string) {
    this.#instances = instances;
    this.instance = instance;
    this.process = randomUUID();
    this.#since = instances.clock.now();
  }

  get isAlive(): boolean {
    return this.#isAlive;
  }

  /** Stops in order. */
  leave(): void {
    this.#isAlive = false;
    for (const listeners of Object.values(this.#listeners)) listeners.clear();
    const others = [...this.#instances.all];
    this.#instances.all.splice(0, Infinity, ...others.filter((each) => each !== this));
    this.#instances.changed();
  }

  /** Like a killed, stopped or cut-off instance whose lease has ended. */
  die(): void {
    this.#isAlive = false;
    this.#diedAt = this.#instances.clock.now();
    this.#instances.changed();
  }

  /** Like an instance that was stopped and goes on before any other one has noticed. */
  lapse(): void {
    this.revivals += 1;
    this.#instances.changed();
  }

  /** Like a stopped instance that goes on. */
  revive(): void {
    this.#isAlive = true;
    this.#diedAt = undefined;
    this.revivals += 1;
    this.#instances.changed();
  }

  get others(): readonly Other[] {
    const alive = this.#instances.all.filter((each) => each !== this && each.isAlive && !this.unheard.has(each));
    return alive.map((each) => each.asOther()).sort((a, b) => (a.instance < b.instance ? -1 : 1));
  }

  get gone(): readonly string[] {
    const here = new Set([this.instance, ...this.others.map(({ instance }) => instance)]);
    return this.#heard.map(({ instance }) => instance).filter((instance) => !here.has(instance));
  }

  get lastSeen(): readonly Other[] {
    const { gone } = this;
    return this.#heard.filter(({ instance }) => gone.includes(instance)).map((each) => each.asOther());
  }

  get #heard(): FakeInstance[] {
    return this.#instances.all.filter((each) => !this.unheard.has(each));
  }

  runs(process: string): boolean {
    return process === this.process || this.others.some((other) => other.process === process);
  }

  seek(scope: Scope, onChange: () => void): Holding {
    const instances = this.#instances;
    const own: Seeking = { scope, by: this, onChange };
    instances.seeking.push(own);
    instances.changed(own);
    const holder = (): FakeInstance | undefined => instances.holderOf(scope);
    return {
      get isHeld() {
        const first = instances.seeking.find((each) => each.scope === scope && each.by === own.by);
        return first === own && holder() === own.by;
      },
      get holder() {
        return holder()?.instance;
      },
      release() {
        const at = instances.seeking.indexOf(own);
        if (at >= 0) instances.seeking.splice(at, 1);
        instances.changed();
        return Promise.resolve();
      },
    };
  }

  holderOf(scope: Scope): string | undefined {
    return this.#instances.holderOf(scope)?.instance;
  }

  want(scope: Scope, wants: unknown): void {
    if (wants === undefined) this.wanted.delete(scope);
    else this.wanted.set(scope, wants);
    this.#instances.changed();
  }

  onWake(listener: () => void): () => void {
    return this.#on('wake', listener);
  }

  onChange(listener: () => void): () => void {
    return this.#on('change', listener);
  }

  /** The number of listeners. */
  get listening(): number {
    return this.#listeners.wake.size + this.#listeners.change.size;
  }

  tell(what: 'wake' | 'change'): void {
    for (const listener of [...this.#listeners[what]]) listener();
  }

  #on(what: 'wake' | 'change', listener: () => void): () => void {
    this.#listeners[what].add(listener);
    return () => this.#listeners[what].delete(listener);
  }

  /** This instance as the others see it. */
  asOther(): Other {
    const { instance, process } = this;
    const held = this.#instances.seeking
      .map(({ scope }) => scope)
      .filter((scope) => this.#instances.holderOf(scope) === this);
    const seenAt = this.#diedAt ?? this.#instances.clock.now();
    const wants = new Map(this.wanted);
    return { instance, process, since: this.#since, seenAt, version: '', holds: [...new Set(held)], wants };
  }
}
