import assert from 'node:assert/strict';
import { setImmediate as turn } from 'node:timers/promises';
import { ItemGoneError } from '../../src/domain/errors';
import type { ProviderEvent } from '../../src/domain/events';
import { correlationOf, type SmsOrder } from '../../src/domain/job';
import type { OutgoingCall, SendingService, SendResult, SentEvidence } from '../../src/providers/provider';
import { FakeClock } from '../support/fake-clock';
import { Instances, type Instance } from './instances';
import { request, smsOrder, smsTold } from './jobs';

const SEEDS = 20;
const STEPS = 70;
const NAMES = ['a', 'b', 'c'];
const HOURS = 3_600_000;

/** Numbers below `below`, the same for the same seed. */
function chance(seed: number): (below: number) => number {
  let state = seed * 2_654_435_761 + 1;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

interface Taken {
  jobId: string;
  correlation: string;
  providerId: string;
  ends: 'delivered' | 'failed';
  isTold: boolean;
}

/** It takes what reaches it, answers late, refuses, or is not heard; asked later, it says the truth. */
class Service implements SendingService<SmsOrder> {
  readonly #clock: FakeClock;
  readonly #draw: (below: number) => number;
  readonly taken: Taken[] = [];
  requests = 0;

  constructor(clock: FakeClock, draw: (below: number) => number) {
    this.#clock = clock;
    this.#draw = draw;
  }

  check = (): void => undefined;

  send = async (call: OutgoingCall<SmsOrder>): Promise<SendResult> => {
    this.requests += 1;
    const what = this.#draw(10);
    if (what === 0) return this.#late({ outcome: 'not-now', reason: 'busy' });
    if (what === 1) return this.#late({ outcome: 'refused', verdict: { cause: 'bad-options', retryable: false } });
    if (what === 2) return this.#late({ outcome: 'unknown' });
    const { jobId, correlation } = call;
    const providerId = `S-${this.taken.length}`;
    this.taken.push({
      jobId,
      correlation,
      providerId,
      ends: this.#draw(4) > 0 ? 'delivered' : 'failed',
      isTold: false,
    });
    return this.#late(what === 3 ? { outcome: 'unknown' } : { outcome: 'accepted', providerId });
  };

  findSent = ({ jobId, callAt: _, correlation }: OutgoingCall<SmsOrder>): Promise<SentEvidence> => {
    const found = this.taken.find((each) => each.jobId === jobId && each.correlation === correlation);
    return Promise.resolve(found ? { outcome: 'found', providerId: found.providerId } : { outcome: 'not-found' });
  };

  status = (providerId: string): Promise<ProviderEvent> => {
    const found = this.taken.find((each) => each.providerId === providerId);
    return found ? Promise.resolve(told(found)) : Promise.reject(new ItemGoneError('no such message'));
  };

  #late(result: SendResult): Promise<SendResult> {
    return new Promise((resolve) => this.#clock.after(this.#draw(25_000), () => resolve(result)));
  }
}

function told({ providerId, ends }: Taken): ProviderEvent {
  return {
    ...{ kind: 'sms.status', keyId: `${providerId}:${ends}`, providerId, raw: {} },
    payload: smsTold({ id: providerId, providerId, state: ends, final: true }),
    progress: { subject: providerId, attempt: 1, rank: 1, pages: 0, final: true },
  };
}

class Chaos {
  readonly service: Service;
  readonly instances: Instances;
  readonly jobs: string[] = [];
  readonly cancelled = new Set<string>();
  readonly vouched = new Set<string>();
  readonly #draw: (below: number) => number;
  /** Stop in order: another process of their instance follows. */
  readonly #leaving = new Set<Instance>();
  #isOver = false;

  constructor(seed: number) {
    this.#draw = chance(seed);
    const clock = new FakeClock();
    this.service = new Service(clock, this.#draw);
    this.instances = new Instances({ sms: this.service }, clock);
    for (const name of NAMES) this.instances.join(name);
    this.instances.onWrite = (by) => this.#interrupt(by);
  }

  get #alive(): Instance[] {
    return this.instances.all.filter((each) => !each.process.isKilled && !this.#leaving.has(each));
  }

  get #running(): Instance[] {
    return this.#alive.filter(({ process }) => process.isRunning);
  }

  /** In the middle of what it does, between two writes. */
  #interrupt(by: Instance): void {
    if (this.#isOver || this.#running.length < 2 || !this.#running.includes(by) || this.#draw(12) > 0) return;
    if (this.#draw(3) === 0) this.#kill(by);
    else by.stop();
  }

  #kill(killed: Instance): void {
    killed.kill();
    this.instances.join(killed.joined.instance);
  }

  #one<T>(list: readonly T[]): T | undefined {
    return list[this.#draw(list.length)];
  }

  /** Something happens, and some time goes by. */
  async step(): Promise<void> {
    const actions = [
      () => this.submit(),
      () => this.submit(),
      () => this.submit(),
      () => this.tell(),
      () => this.tell(),
      () => this.cancel(),
      () => this.decide(),
      () => this.kill(),
      () => this.stop(),
      () => this.goOn(),
      () => this.suspect(),
      () => this.handOver(),
    ];
    this.#one(actions)?.();
    await this.pass(this.#draw(12_000));
  }

  async pass(ms: number): Promise<void> {
    for (let left = ms; left > 0; left -= 3_000) {
      this.instances.clock.advance(Math.min(left, 3_000));
      for (let turns = this.#draw(25); turns >= 0; turns -= 1) await turn();
    }
  }

  submit(): void {
    const n = this.jobs.length;
    this.jobs.push('');
    const by = this.#one(this.#running);
    const order = smsOrder({ to: `+44770090${1000 + (n % 7)}`, text: `text ${n}` });
    const asked = request({ order, giveUpMinutes: 24 * 60, saved: { n }, live: { n } });
    by?.outbox.submit(asked).then(
      ({ jobId }) => (this.jobs[n] = jobId),
      () => undefined,
    );
  }

  /** The provider tells an end to any of them, and again where that one has not confirmed it. */
  tell(): void {
    const untold = this.service.taken.filter(({ isTold }) => !isTold);
    for (const taken of untold) {
      const at = this.#one(this.#running);
      at?.process
        .ask(() => at.outbox.track(told(taken), 'webhook'))
        .then(
          (tracked) => (taken.isTold ||= tracked === 'own'),
          () => undefined,
        );
    }
  }

  cancel(): void {
    const id = this.#one(this.jobs) ?? '';
    const at = this.#one(this.#running);
    if (id === '') return;
    this.cancelled.add(id);
    at?.outbox.cancel(id).catch(() => undefined);
  }

  decide(): void {
    const id = this.#one(this.jobs) ?? '';
    const isVouched = this.#draw(2) === 0;
    const at = this.#one(this.#running);
    if (id === '') return;
    (isVouched ? this.vouched : this.cancelled).add(id);
    at?.outbox.decide(id, isVouched ? 'sent' : 'drop').catch(() => undefined);
  }

  kill(): void {
    if (this.#running.length < 2) return;
    const killed = this.#one(this.#running);
    if (killed) this.#kill(killed);
  }

  stop(): void {
    if (this.#running.length < 2) return;
    const isLong = this.#draw(3) > 0;
    const one = this.#one(this.#running);
    if (isLong) one?.stop();
    else one?.process.stop();
  }

  goOn(): void {
    const stopped = this.#one(this.#alive.filter(({ process }) => !process.isRunning));
    if (stopped?.joined.isAlive === true) stopped.process.goOn();
    else stopped?.goOn();
  }

  /** It is cut off, so that the others take it for dead, while it goes on. */
  suspect(): void {
    const one = this.#one(this.#running);
    if (one?.joined.isAlive === true) one.joined.die();
    else one?.joined.revive();
  }

  handOver(): void {
    if (this.#running.length < 2) return;
    const one = this.#one(this.#running);
    if (!one?.joined.isAlive) return;
    const { instance } = one.joined;
    this.#leaving.add(one);
    void one.leave().then(() => this.instances.join(instance));
  }

  /** All is well again, until everything has come to its end. */
  async settle(): Promise<void> {
    this.#isOver = true;
    for (const { joined, process } of this.#alive) {
      if (!joined.isAlive) joined.revive();
      process.goOn();
    }
    this.instances.join('d');
    await this.pass(60_000);
    for (let rounds = 0; rounds < 60 && !(await this.isSettled()); rounds += 1) {
      this.tell();
      await this.pass(60_000);
      if (rounds > 30) this.instances.clock.advance(HOURS);
    }
  }

  async isSettled(): Promise<boolean> {
    const found = await this.instances.store.jobs.getAll(this.jobs.filter((id) => id !== ''));
    return found.every((job) => job?.state === 'finished' && job.messages.every((message) => message.told));
  }
}

describe('several outboxes on one store, whatever happens to them', () => {
  for (let seed = 1; seed <= SEEDS; seed += 1) {
    it(`send each job once and tell each end, in run ${seed}`, async () => {
      const chaos = new Chaos(seed);
      for (let steps = 0; steps < STEPS; steps += 1) await chaos.step();
      await chaos.settle();
      const { instances, service } = chaos;
      assert(await chaos.isSettled(), 'all have ended');
      const ends = instances.all.flatMap(({ nodes }) => nodes.flatMap((node) => node.ends));
      const accepts = instances.all.flatMap(({ nodes }) => nodes.flatMap((node) => node.accepts));
      for (const [n, id] of chaos.jobs.entries()) {
        if (id === '') continue;
        const job = await instances.job(id);
        const arrived = service.taken.filter(({ jobId }) => jobId === id);
        assert(arrived.length <= 1, `job ${n} was sent ${arrived.length} times`);
        const what = `job ${n}, ${correlationOf(job)}, ${arrived[0]?.ends ?? 'never arrived'}`;
        const isOfN = ({ message }: { message: Record<string, unknown> }) => message['n'] === n;
        const tellings = ends.filter(isOfN);
        assert(tellings.length > 0, `${what}: its end was told to nobody`);
        assert(tellings.filter(({ redelivered }) => !redelivered).length <= 1, `${what}: told as new twice`);
        assert(accepts.filter(isOfN).length <= 1, `${what}: output 1 twice`);
        const { state } = job.status;
        const truths: Partial<Record<string, boolean>> = {
          delivered: arrived[0]?.ends === 'delivered' || chaos.vouched.has(id),
          failed: arrived[0]?.ends === 'failed',
          cancelled: chaos.cancelled.has(id),
          rejected: arrived.length === 0,
        };
        assert.equal(truths[state], true, `${what}: ended as ${state}`);
      }
      await instances.close();
    });
  }
});
