import assert from 'node:assert/strict';
import type { DocumentFolder } from '../../src/documents/document-folder';
import { systemClock } from '../../src/domain/clock';
import type { ProviderEvent } from '../../src/domain/events';
import type { SmsOrder } from '../../src/domain/job';
import { silentLog } from '../../src/domain/log';
import { Outbox } from '../../src/outbox/outbox';
import type { OutgoingCall, Provider, SendResult } from '../../src/providers/provider';
import { openPostgresStore, type PostgresStore } from '../../src/store/postgres/open-postgres-store';
import type { Holding } from '../../src/store/sharing';
import { Standing } from '../../src/work/standing';
import { eventually } from '../support/eventually';
import { SCOPE } from '../support/inbox';
import { optionsFor, withPostgres } from '../store/postgres/with-postgres';
import { request, smsOrder, smsTold } from './jobs';
import { FakeSendingNode } from './rig';

const COUNT = 25;

/** Counts what reaches it, and by whom. */
class Service {
  readonly calls: { by: string; jobId: string }[] = [];
  /** While set, requests wait for their answer. */
  isSlow = false;
  readonly #waiting: (() => void)[] = [];

  send(by: string, { jobId }: OutgoingCall<SmsOrder>): Promise<SendResult> {
    this.calls.push({ by, jobId });
    const taken: SendResult = { outcome: 'accepted', providerId: `S-${jobId}` };
    if (!this.isSlow) return Promise.resolve(taken);
    return new Promise((resolve) => this.#waiting.push(() => resolve(taken)));
  }

  answer(): void {
    for (const answer of this.#waiting.splice(0)) answer();
  }
}

class Instance {
  readonly node = new FakeSendingNode('node-1');
  readonly outbox: Outbox;
  readonly holding: Holding;

  constructor(
    name: string,
    readonly store: PostgresStore,
    service: Service,
  ) {
    const clock = systemClock();
    const provider = {
      sms: { check: () => undefined, send: (call: OutgoingCall<SmsOrder>) => service.send(name, call) },
      ping: () => Promise.resolve(),
    } as unknown as Provider;
    const begun: { outbox?: Outbox } = {};
    this.holding = store.sharing.seek(SCOPE, () => begun.outbox?.holderChanged());
    this.outbox = begun.outbox = new Outbox({
      ...{ store, clock, log: silentLog, provider, holding: this.holding, channels: 1, random: () => 0 },
      ...{ scope: SCOPE, connection: 'connection-1', retention: { keepDays: 30, documentDays: 0 } },
      standing: new Standing({ clock, canTell: () => false }),
      documents: {} as unknown as DocumentFolder,
      inbox: { accept: () => Promise.resolve(), changed: () => undefined },
      onBlocked: () => undefined,
    });
    this.outbox.addSendingNode(this.node);
    this.outbox.start();
    this.outbox.resume();
  }

  async end(): Promise<void> {
    await this.holding.release();
    await this.outbox.stop();
    await this.outbox.idle();
    await this.store.close();
  }
}

function delivered(jobId: string): ProviderEvent {
  const id = `S-${jobId}`;
  return {
    ...{ kind: 'sms.status', keyId: `${id}:delivered`, providerId: id, raw: {} },
    payload: smsTold({ id, providerId: id, state: 'delivered', final: true }),
    progress: { subject: id, attempt: 1, rank: 1, pages: 0, final: true },
  };
}

describe('two outboxes on one PostgreSQL', () => {
  const server = withPostgres();
  let service: Service;
  let holder: Instance;
  let other: Instance;

  beforeEach(async () => {
    service = new Service();
    const options = optionsFor(server());
    const [one, two] = await Promise.all(['one', 'two'].map((instance) => openPostgresStore({ ...options, instance })));
    assert(one && two);
    holder = new Instance('one', one, service);
    await eventually('the first one holds the account', () => holder.holding.isHeld);
    other = new Instance('two', two, service);
    await eventually('they know each other', () => one.sharing.others.some(({ wants }) => wants.size > 0));
  });
  afterEach(async () => {
    service.answer();
    await Promise.all([holder.end(), other.end()]);
  });

  async function submitted(by: Instance, count: number): Promise<string[]> {
    const list = Array.from({ length: count }, (_, n) =>
      request({ order: smsOrder({ to: `+44770090${1000 + n}` }), isListed: true }),
    );
    return (await by.outbox.submitAll(list)).map(({ jobId }) => jobId);
  }

  it('send by one what the other has taken, each once and in order, and both outputs come there', async () => {
    const jobs = await submitted(other, COUNT);
    await eventually('all are sent and told of', () => other.node.accepts.length === COUNT);
    assert.deepEqual(
      service.calls,
      jobs.map((jobId) => ({ by: 'one', jobId })),
    );
    for (const [n, jobId] of jobs.entries()) {
      const at = n % 2 === 0 ? holder : other;
      await at.outbox.track(delivered(jobId), 'webhook');
    }
    await eventually('all ends are told', () => other.node.ends.length === COUNT);
    assert.deepEqual([holder.node.accepts, holder.node.ends], [[], []]);
    assert(other.node.ends.every(({ redelivered }) => !redelivered));
  });

  it('hand over at once when one ends, whose request under way is still answered', async () => {
    service.isSlow = true;
    const jobs = await submitted(other, 2);
    await eventually('the first is on its way', () => service.calls.length === 1);
    const ended = holder.end();
    await eventually('the other holds the account', () => other.holding.isHeld);
    assert.equal((await other.store.jobs.get(jobs[0] ?? ''))?.state, 'sending');
    service.isSlow = false;
    service.answer();
    await ended;
    await eventually('both are sent', () => other.node.accepts.length === 2);
    assert.deepEqual(
      service.calls,
      jobs.map((jobId, n) => ({ by: n === 0 ? 'one' : 'two', jobId })),
    );
  });
});
