import assert from 'node:assert/strict';
import type { Order } from '../../src/domain/job';
import type { OutgoingCall, SendingService, SendResult } from '../../src/providers/provider';
import { eventually } from '../support/eventually';

/** A fault for the next request to send; every simulator supports these. */
export type Strike =
  | { drop: 'before' | 'after' | 'mid-reply' }
  | { status: 401 | 402 | 429 | 500 | 503; retryAfterSeconds?: number }
  | { body: 'empty' | 'truncated' }
  | { lateMs: number };

/** A sending service of ours, and the simulated service behind it. */
export interface SendingBench<O extends Order> {
  service: SendingService<O>;
  /** A new call that succeeds. */
  outgoing(): OutgoingCall<O>;
  /** Applies a fault to the request that makes the service send, not to those that prepare it. */
  strike(fault: Strike): void;
  /** How many such requests were made. */
  requests(): number;
  /** How many jobs the service has accepted. */
  taken(): number;
  /** From now on the service accepts no connection. */
  hangUp(): Promise<void>;
  close(): Promise<void>;
}

const NEVER = new AbortController().signal;
const NONE_TAKEN = { isTaken: () => Promise.resolve(false), signal: NEVER };

const STRIKES: [Strike, SendResult['outcome']][] = [
  [{ drop: 'before' }, 'unknown'],
  [{ drop: 'after' }, 'unknown'],
  [{ drop: 'mid-reply' }, 'unknown'],
  [{ body: 'empty' }, 'unknown'],
  [{ body: 'truncated' }, 'unknown'],
  [{ status: 500 }, 'unknown'],
  [{ status: 503 }, 'unknown'],
  [{ status: 503, retryAfterSeconds: 2 }, 'not-now'],
  [{ status: 429 }, 'not-now'],
  [{ status: 401 }, 'held'],
  [{ status: 402 }, 'held'],
];

/** The tests of sending that every provider must pass, so that the outbox loses nothing and sends nothing twice. */
export function describeSending<O extends Order>(name: string, start: () => Promise<SendingBench<O>>): void {
  describe(`the contract of sending: ${name}`, () => {
    let bench: SendingBench<O>;
    beforeEach(async () => {
      bench = await start();
    });
    afterEach(() => bench.close());

    const send = (call = bench.outgoing(), signal = NEVER): Promise<SendResult> => bench.service.send(call, signal);

    it('hands it over by one request, and says under which id', async () => {
      const result = await send();
      assert.equal(result.outcome, 'accepted');
      assert.notEqual(result.outcome === 'accepted' && result.providerId, '');
      assert.deepEqual([bench.requests(), bench.taken()], [1, 1]);
    });

    for (const [fault, expected] of STRIKES) {
      it(`is ${expected} after ${JSON.stringify(fault)}, with one request, and reveals no content`, async () => {
        const call = bench.outgoing();
        bench.strike(fault);
        const result = await send(call);
        assert.equal(result.outcome, expected);
        assert.equal(bench.requests(), 1);
        if (expected !== 'unknown') assert.equal(bench.taken(), 0);
        const told = JSON.stringify(result);
        assert.ok(!told.includes(call.order.to.replace('+', '')));
        if (call.order.kind === 'sms') assert.ok(!told.includes(call.order.text));
      });
    }

    it('is "not-now" when nothing accepts the connection, because nothing can have arrived', async () => {
      await bench.hangUp();
      assert.deepEqual(await send(), { outcome: 'not-now', reason: 'down' });
    });

    it('is unknown when it is stopped before the answer comes', async () => {
      bench.strike({ lateMs: 60_000 });
      const stop = new AbortController();
      const result = send(bench.outgoing(), stop.signal);
      await eventually('it has arrived', () => bench.taken() === 1);
      stop.abort();
      assert.deepEqual(await result, { outcome: 'unknown' });
      assert.equal(bench.taken(), 1);
    });

    it('finds a request that arrived although its answer was lost, and nothing before, if the service can be asked', async () => {
      const { service } = bench;
      if (!service.findSent) return;
      const call = bench.outgoing();
      assert.deepEqual(await service.findSent(call, NONE_TAKEN), { outcome: 'not-found' });
      bench.strike({ drop: 'after' });
      assert.equal((await send(call)).outcome, 'unknown');
      await eventually('it is found', async () => (await service.findSent?.(call, NONE_TAKEN))?.outcome === 'found');
    });
  });
}
