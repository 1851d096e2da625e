import { StoreError } from '../../../src/domain/errors';
import type { Facts } from '../../../src/domain/facts';
import type { AculabProvider } from '../../../src/providers/aculab/aculab-provider';
import { createFactsCallStore } from '../../../src/providers/aculab/call/call-store';
import type { CallPageContext } from '../../../src/providers/provider';
import type { Answering, Rig } from './rig';

/** One of several instances that serve an account. It dies at whatever it does with the store after so many steps. */
export class Instance implements Answering {
  #steps: number;
  readonly provider: AculabProvider;
  readonly context: CallPageContext;

  constructor(rig: Rig, steps = Infinity) {
    this.#steps = steps;
    const { facts } = rig;
    const ownFacts: Facts = {
      recall: (name) => this.#step(() => facts.recall(name)),
      remember: (name, value) => this.#step(() => facts.remember(name, value)),
      rememberIf: (fact, values) => this.#step(() => facts.rememberIf(fact, values)),
      recallAll: (prefix) => this.#step(() => facts.recallAll(prefix)),
    };
    this.provider = rig.join(createFactsCallStore(ownFacts));
    this.context = {
      accept: (incoming) => this.#step(() => rig.accept(incoming)),
      quarantine: (reason) => this.#step(() => rig.quarantine(reason)),
      mayTransmit: (...call) => this.#step(() => rig.mayTransmit(...call)),
    };
  }

  get isDead(): boolean {
    return this.#steps <= 0;
  }

  async #step<T>(step: () => Promise<T>): Promise<T> {
    if (this.isDead) throw new StoreError('kill -9');
    this.#steps -= 1;
    // What others do comes in between.
    await new Promise(setImmediate);
    return step();
  }
}

/** Whoever answers is drawn, by a seed, from those that are alive. */
export function drawnFrom(instances: readonly Instance[], seed: number): () => Instance {
  let state = seed;
  return () => {
    state = (state * 48_271 + 11) % 2_147_483_647;
    const alive = instances.filter(({ isDead }) => !isDead);
    const drawn = alive[state % alive.length];
    if (!drawn) throw new Error('nobody is alive');
    return drawn;
  };
}
