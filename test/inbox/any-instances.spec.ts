import assert from 'node:assert/strict';
import type { Offer } from '../../src/inbox/source-nodes';
import type { Want } from '../../src/inbox/wants';
import { receivedSms } from '../support/events';
import { Instances, type Instance } from '../support/instances';
import { MINUTE } from '../support/inbox';
import { seeded } from '../support/seeded';

const SEEDS = 60;
const STEPS = 80;
const NUMBERS = ['+15550100001', '+15550100002', '+15550100003'];
const NAMES = ['a', 'b', 'c'];

interface Running {
  instance: Instance;
  numbers: string[];
  isStarted: boolean;
}

/** What happens to three instances and their events, at random; it knows what must never be. */
class World {
  readonly instances = new Instances();
  readonly running = new Map<string, Running>();
  readonly to = new Map<string, string>();
  readonly closed = new Set<string>();
  /** Whose flow has an event now, and may rely on being the only one. */
  readonly #has = new Map<string, Instance>();
  readonly #attempts = new Map<string, number>();
  readonly wrong: string[] = [];
  readonly #random: (below: number) => number;

  constructor(seed: number) {
    const next = seeded(seed);
    this.#random = (below) => Math.floor(next() * below);
    for (const name of NAMES) this.#boot(name);
  }

  async step(): Promise<void> {
    const name = this.#pick(NAMES);
    const running = this.running.get(name);
    const chance = this.#random(20);
    if (running === undefined) this.#boot(name);
    else if (running.instance.state === 'stopped') await this.#goOn(running);
    else if (chance < 8) await this.#accept(running);
    else if (chance < 13) this.#close(running);
    else if (chance < 16) await this.#deploy(running);
    else if (chance === 16) await this.#end(name, running);
    else if (chance === 17) this.#kill(name, running);
    else if (chance === 18) this.#stop(running);
    // Some steps overlap with what the one before has caused.
    if (this.#random(3) > 0) await this.instances.pass(this.#random(4) * 500, 500);
  }

  /** All are there, and have time to do what is left. */
  async calm(): Promise<void> {
    for (const name of NAMES) {
      const running = this.running.get(name);
      if (running === undefined) this.#boot(name);
      else if (running.instance.state === 'stopped') await this.#goOn(running);
    }
    await this.instances.pass(15 * MINUTE, 5_000);
    for (const [id, to] of this.to) {
      const { state, owner } = await this.instances.row(receivedSms(id));
      const wanted = [...this.running.values()].some(({ numbers }) => numbers.includes(to));
      if (this.closed.has(id)) this.#expect(state === 'completed', `${id} is closed, and ${state}`);
      else if (!wanted) this.#expect(state === 'parked', `${id} is wanted by nobody, and ${state}`);
      else {
        this.#expect(state === 'offered', `${id} is wanted, and ${state}`);
        this.#expect(this.#has.get(id)?.name === owner, `${id} is offered to ${owner}, which does not have it`);
      }
    }
    for (const { instance } of this.running.values()) {
      const has = [...this.#has.values()].filter((each) => each === instance).length;
      this.#expect(instance.inbox.inFlow === has, `${instance.name} has ${has}, and counts ${instance.inbox.inFlow}`);
    }
  }

  #boot(name: string): void {
    const instance = this.instances.join(name, { redeliverMinutes: 0 });
    const afterCrash = this.instances.all.some((other) => other !== instance && other.name === name);
    const running = { instance, numbers: this.#someNumbers(), isStarted: true };
    this.running.set(name, running);
    this.#addNode(running);
    instance.inbox.start(afterCrash);
  }

  async #accept({ instance }: Running): Promise<void> {
    const id = `sms-${this.to.size}`;
    const to = this.#pick(NUMBERS);
    this.to.set(id, to);
    const event = receivedSms(id);
    await instance.take({ ...event, payload: { ...event.payload, to } });
  }

  /** By the flow that has it, at whichever instance its message has come to. */
  #close({ instance }: Running): void {
    const open = [...this.#has.keys()];
    if (open.length === 0) return;
    const id = this.#pick(open);
    this.closed.add(id);
    this.#has.delete(id);
    const key = this.instances.keyOf(receivedSms(id));
    void instance.inbox.close(key, { as: 'flow', acknowledge: 'keep' }).catch(() => this.closed.delete(id));
  }

  /** Of other nodes, or of the same anew. */
  async #deploy(running: Running): Promise<void> {
    const { instance } = running;
    await instance.inbox.pause();
    if (this.#random(2) === 0) await this.instances.quiet();
    this.#letGo(instance);
    instance.removeNode('n');
    running.numbers = this.#someNumbers();
    this.#addNode(running);
    instance.inbox.start(false);
  }

  async #end(name: string, { instance }: Running): Promise<void> {
    this.running.delete(name);
    this.#letGo(instance);
    await instance.inbox.stop();
    instance.die();
  }

  #kill(name: string, { instance }: Running): void {
    this.running.delete(name);
    this.#letGo(instance);
    instance.die();
    void instance.inbox.pause();
  }

  #stop({ instance }: Running): void {
    this.#letGo(instance);
    instance.stop();
  }

  /** What nobody has taken over its flow still has. */
  async #goOn({ instance }: Running): Promise<void> {
    await this.instances.quiet();
    for (const id of this.to.keys()) {
      const { state, owner, attempt } = await this.instances.row(receivedSms(id));
      if (state !== 'offered' || owner !== instance.name || this.#attempts.get(id) !== attempt) continue;
      this.#has.set(id, instance);
    }
    instance.goOn();
  }

  #addNode({ instance, numbers }: Running): void {
    const wants = (): Want => ({
      kinds: numbers.length > 0 ? ['sms.received'] : [],
      numbers: { filter: numbers.join(','), country: '' },
    });
    instance.node('n', { wants, onDeliver: (offer) => this.#got(instance, offer) });
  }

  #got(instance: Instance, { key, attempt, redelivered }: Offer): void {
    const id = key.split(':').at(-1) ?? '';
    const had = this.#has.get(id);
    const last = this.#attempts.get(id) ?? 0;
    this.#expect(instance.state === 'runs', `${id} came to ${instance.name}, which is ${instance.state}`);
    this.#expect(had === undefined, `${id} came to ${instance.name}, and ${had?.name} has it`);
    this.#expect(!this.closed.has(id), `${id} came to ${instance.name}, and is closed`);
    this.#expect(attempt > last && redelivered === attempt > 1, `${id} came as attempt ${attempt} after ${last}`);
    this.#attempts.set(id, attempt);
    this.#has.set(id, instance);
  }

  /** What its flow has is offered again. */
  #letGo(instance: Instance): void {
    for (const [id, has] of this.#has) if (has === instance) this.#has.delete(id);
  }

  #someNumbers(): string[] {
    return NUMBERS.filter(() => this.#random(2) === 0);
  }

  #pick<T>(from: readonly T[]): T {
    return from[this.#random(from.length)] as T;
  }

  #expect(isRight: boolean, what: string): void {
    if (!isRight) this.wrong.push(what);
  }
}

describe('three instances, whatever happens to them', () => {
  for (let seed = 1; seed <= SEEDS; seed += 1) {
    it(`offer each event at one of them at a time, and leave none that is wanted (${seed})`, async () => {
      const world = new World(seed);
      for (let steps = 0; steps < STEPS; steps += 1) await world.step();
      await world.calm();
      assert.deepEqual(world.wrong, []);
      await world.instances.close();
    });
  }
});
