import assert from 'node:assert/strict';
import type { FakeClock } from '../support/fake-clock';
import { settle, until } from '../transports/until';

/** A transport that makes connections itself, with its clock and the remote side. */
export interface TransportRig {
  /** Not started yet. Its random numbers are always 0.5. */
  transport: { start(): void; standBy(): void; stop(): Promise<void> };
  clock: FakeClock;
  /** How the remote side answers from now on; `silent` = not at all. */
  behave(mode: 'well' | 'failing' | 'refusing' | 'silent'): void;
  /** How many requests or connections the remote side has seen. */
  attempts(): number;
  /** How many requests or connections are open at the remote side now. */
  open(): number;
  /** How often the transport has called any of its handlers. */
  told(): number;
  /** Whether the last attempt has succeeded. */
  working(): boolean;
  /** When the transport will try again after a failure, in ms of the wall clock. */
  retryAt(): number | undefined;
  close(): Promise<void>;
}

/** The tests for push socket and poller: a single link, a clean stop, and patience with a failing remote side. */
export function transportContract(name: string, build: () => Promise<TransportRig>): void {
  describe(`${name} as a transport`, () => {
    let rig: TransportRig;
    beforeEach(async () => (rig = await build()));
    afterEach(async () => {
      await stopped();
      await rig.close();
    });

    /** Stops the transport while time passes, because the remote side may not answer. */
    async function stopped(): Promise<void> {
      let done = false;
      void rig.transport.stop().then(() => (done = true));
      await settle();
      rig.clock.advance(2_000);
      await until(() => done, 'it has stopped within 2 s');
    }

    async function failure(): Promise<number> {
      await until(() => rig.retryAt() !== undefined, 'the attempt has failed');
      return (rig.retryAt() ?? 0) - rig.clock.now();
    }

    it('does nothing before it is started', async () => {
      rig.clock.advance(86_400_000);
      await settle();
      assert.equal(rig.attempts(), 0);
      assert.equal(rig.told(), 0);
    });

    it('has one link, however often it is started', async () => {
      rig.transport.start();
      rig.transport.start();
      await until(() => rig.working(), 'it works');
      rig.transport.start();
      await settle();
      assert.equal(rig.attempts(), 1);
    });

    it('can be stopped before it was started, twice, and is not started again', async () => {
      await stopped();
      await stopped();
      rig.transport.start();
      await settle();
      assert.equal(rig.attempts(), 0);
    });

    for (const mode of ['well', 'failing', 'refusing', 'silent'] as const) {
      it(`leaves nothing behind when it is stopped while the remote side is ${mode}`, async () => {
        rig.behave(mode);
        rig.transport.start();
        await until(() => rig.attempts() === 1, 'the far side has been asked');
        if (mode === 'well') await until(() => rig.working(), 'it works');
        if (mode === 'failing' || mode === 'refusing') await failure();
        await stopped();
        await until(() => rig.open() === 0, 'nothing is open');
        const told = rig.told();
        assert.equal(rig.clock.pending, 0);
        rig.clock.advance(86_400_000);
        await settle();
        assert.equal(rig.attempts(), 1);
        assert.equal(rig.told(), told);
      });
    }

    for (const mode of ['well', 'failing', 'silent'] as const) {
      it(`leaves nothing behind when it stands by while the remote side is ${mode}, and begins again`, async () => {
        rig.behave(mode);
        rig.transport.start();
        await until(() => rig.attempts() === 1, 'the far side has been asked');
        if (mode === 'well') await until(() => rig.working(), 'it works');
        if (mode === 'failing') await failure();
        rig.transport.standBy();
        rig.transport.standBy();
        await settle();
        rig.clock.advance(2_000);
        await until(() => rig.open() === 0, 'nothing is open');
        assert.equal(rig.clock.pending, 0);
        rig.clock.advance(86_400_000);
        await settle();
        assert.equal(rig.attempts(), 1);
        rig.behave('well');
        rig.transport.start();
        rig.clock.advance(1_000);
        await until(() => rig.attempts() === 2, 'the far side has been asked');
        if (mode !== 'silent') await until(() => rig.working(), 'it works');
      });
    }

    it('works when it stands by and begins again at the same moment', async () => {
      rig.transport.start();
      await until(() => rig.working(), 'it works');
      for (let i = 0; i < 5; i += 1) {
        rig.transport.standBy();
        rig.transport.start();
      }
      await until(() => rig.working(), 'it works');
      await until(() => rig.open() <= 1, 'one link at most is left');
    });

    it('tries refused credentials no sooner because it stood by', async () => {
      rig.behave('refusing');
      rig.transport.start();
      await until(() => rig.attempts() === 1, 'the far side has been asked');
      await failure();
      rig.transport.standBy();
      rig.clock.advance(10_000);
      rig.transport.start();
      assert.equal(await failure(), 20_000);
      rig.clock.advance(19_999);
      await settle();
      assert.equal(rig.attempts(), 1);
      rig.clock.advance(1);
      await until(() => rig.attempts() === 2, 'the far side has been asked');
    });

    it('leaves nothing behind when it is stopped in the moment it was started', async () => {
      rig.transport.start();
      await stopped();
      await until(() => rig.open() === 0, 'nothing is open');
      assert.equal(rig.clock.pending, 0);
      assert.equal(rig.working(), false);
    });

    it('tries again with a wait that doubles, and not before it is over', async () => {
      rig.behave('failing');
      rig.transport.start();
      const waits: number[] = [];
      for (let attempts = 1; attempts <= 9; attempts += 1) {
        await until(() => rig.attempts() === attempts, 'the far side has been asked');
        const waitMs = await failure();
        waits.push(waitMs);
        rig.clock.advance(waitMs - 1);
        await settle();
        assert.equal(rig.attempts(), attempts);
        rig.clock.advance(1);
      }
      assert.deepEqual(waits, [500, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000]);
    });

    it('works again as soon as the remote side does', async () => {
      rig.behave('failing');
      rig.transport.start();
      const waitMs = await failure();
      rig.behave('well');
      rig.clock.advance(waitMs);
      await until(() => rig.working(), 'it works');
    });

    it('does not hammer a remote side that refuses our credentials', async () => {
      rig.behave('refusing');
      rig.transport.start();
      const waits: number[] = [];
      for (let attempts = 1; attempts <= 3; attempts += 1) {
        await until(() => rig.attempts() === attempts, 'the far side has been asked');
        waits.push(await failure());
        rig.clock.advance(waits.at(-1) ?? 0);
      }
      assert.deepEqual(waits, [30_000, 1_800_000, 1_800_000]);
    });
  });
}
