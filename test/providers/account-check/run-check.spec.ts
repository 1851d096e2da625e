import assert from 'node:assert/strict';
import { createObserver, type Observer } from '../../../src/providers/account-check/observe';
import { CHECK_MS, runCheck, type CheckResult } from '../../../src/providers/account-check/run-check';
import type { AccountCheck, Finding } from '../../../src/providers/account-check/probe';
import { aculabCheck } from '../../../src/providers/aculab/account-check/aculab-check';
import { esendexCheck } from '../../../src/providers/esendex/account-check/esendex-check';
import { etherFaxCheck } from '../../../src/providers/etherfax/account-check/etherfax-check';
import { systemClock } from '../../../src/domain/clock';
import { startAculabSimulator } from '../../../src/simulator/aculab/aculab-simulator';
import { startEsendexSimulator } from '../../../src/simulator/esendex/esendex-simulator';
import { startEtherFaxSimulator } from '../../../src/simulator/etherfax/etherfax-simulator';
import { FakeClock } from '../../support/fake-clock';
import { answerJson, startScriptedServer, type ScriptedServer } from '../../support/scripted-server';

interface Run extends CheckResult {
  findings: Map<string, Finding>;
}

async function run<N extends string>(
  check: AccountCheck<N>,
  { clock = systemClock(), signal = new AbortController().signal } = {},
): Promise<Run> {
  const findings = new Map<string, Finding>();
  const observer = createObserver({ ...check, clock });
  try {
    const onFinding = (id: string, finding: Finding): void => void findings.set(id, finding);
    return { ...(await runCheck(check, { observer, clock, signal, onFinding })), findings };
  } finally {
    await observer.close();
  }
}

function differing({ findings }: Run): string[] {
  return [...findings].filter(([, { verdict }]) => verdict === 'differs').map(([id]) => id);
}

const credentials = { apiKey: 'example-key' };

describe('runCheck', () => {
  describe('against the simulators', () => {
    // What a probe asks to wait, this clock lets pass 20 times as fast.
    const hasty = systemClock(20);

    it('finds etherFAX as documented, and what was chosen otherwise', async () => {
      const simulator = await startEtherFaxSimulator({ clock: hasty });
      try {
        const check = (): AccountCheck => etherFaxCheck({ baseUrl: simulator.baseUrl, account: '', credentials });
        // `wait` lasts as long as this clock makes it last, which the probe takes for "at once".
        assert.deepEqual(differing(await run(check())), ['EF-02']);
        simulator.inject({});
        const withFax = await run(check());
        assert.deepEqual(differing(withFax), []);
        assert.equal(simulator.received().length, 0, 'marked by the check');
        assert.equal(simulator.unread().length, 1);
        simulator.faults.set({ item: 'unknown-result' }, { item: 'missing-job-id', action: 'inbox.list' });
        simulator.faults.clear();
        simulator.faults.set({ body: 'xml', action: 'outbox.pending' });
        assert.deepEqual(differing(await run(check())).sort(), ['EF-40', 'EF-43']);
      } finally {
        await simulator.close();
      }
    });

    it('finds Esendex as documented, and what was chosen otherwise', async () => {
      const simulator = await startEsendexSimulator({ deliver: 'poll-only' });
      try {
        for (const text of ['one', 'two', 'three']) simulator.inject({ kind: 'sms', text });
        const login = { username: 'demo@example.com', password: 'example' };
        const check = (): AccountCheck =>
          esendexCheck({ baseUrl: simulator.baseUrl, account: 'ex0000001', credentials: login });
        assert.deepEqual(differing(await run(check())), []);
        assert.equal(simulator.unread().length, 3, 'marked by the check');
        simulator.behave({ namespace: 'none', dates: 'zoneless', numbers: 'plus', counts: 'wrong' });
        assert.deepEqual(differing(await run(check())), []);
        simulator.faults.set({ body: 'other-root', action: 'inbox.list' });
        assert.deepEqual(differing(await run(check())), ['ES-43']);
      } finally {
        await simulator.close();
      }
    });

    it('finds Aculab Cloud as documented, and what was chosen otherwise', async () => {
      const simulator = await startAculabSimulator();
      try {
        const login = { username: 'demo@example.com', apiKey: 'example-key', servicePassword: 'example' };
        const check = (): AccountCheck =>
          aculabCheck({ baseUrl: simulator.baseUrl, account: '1-2-0', service: 'Pushline', credentials: login });
        const found = await run(check());
        assert.deepEqual(differing(found), []);
        assert.equal(found.findings.get('AC-44')?.verdict, 'cannot-tell');
        simulator.faults.set({ body: 'html', action: 'file_list' });
        assert.deepEqual(differing(await run(check())).sort(), ['AC-23', 'AC-46']);
      } finally {
        await simulator.close();
      }
    });
  });

  describe('respects the provider', () => {
    let server: ScriptedServer;
    const check = (): AccountCheck => etherFaxCheck({ baseUrl: server.origin, account: '', credentials });

    beforeEach(async () => {
      server = await startScriptedServer((_, response) => answerJson(response, {}));
    });
    afterEach(() => server.close());

    it('asks only once when the login is refused', async () => {
      server.script = (_, response) => answerJson(response, { Message: 'c4n4ry' }, 403);
      const found = await run(check());
      assert.equal(server.requests.length, 1);
      assert.equal(found.stopped, 'login');
      assert.equal(found.findings.get('EF-40')?.seen, 'not asked: the login was refused');
    });

    it('stops at 429, and says for how long', async () => {
      server.script = (_, response) => response.writeHead(429, { 'retry-after': '120' }).end();
      const { stopped, retryAfterMs } = await run(check());
      assert.equal(server.requests.length, 1);
      assert.deepEqual({ stopped, retryAfterMs }, { stopped: 'asked-to-wait', retryAfterMs: 120_000 });
    });

    it('stops when there is no answer', async () => {
      server.script = (_, response) => void response.destroy();
      assert.equal((await run(check())).stopped, 'no-answer');
      assert.equal(server.requests.length, 1);
    });

    it('makes no more than a dozen requests, and follows no redirect', async () => {
      server.script = (_, response) => response.writeHead(302, { location: `${server.origin}/elsewhere` }).end();
      await run(check());
      assert.ok(server.requests.length <= 12, String(server.requests.length));
      assert.ok(server.requests.every(({ url }) => url.pathname !== '/elsewhere'));
    });

    it('sends no login in requests without one', async () => {
      await run(check());
      const bare = server.requests.filter(({ headers }) => headers.authorization === undefined);
      assert.equal(bare.length, 2);
    });

    it('ends when the caller aborts it', async () => {
      const stop = new AbortController();
      server.script = (_, response) => {
        stop.abort();
        answerJson(response, {});
      };
      const found = await run(check(), { signal: stop.signal });
      assert.equal(found.stopped, 'cancelled');
      assert.equal(server.requests.length, 1);
      assert.equal(found.findings.size, check().probes.length, 'every assumption is told of');
    });

    it('ends after a minute, whatever the service does', async () => {
      const clock = new FakeClock();
      const observer: Observer = {
        ask: (_request, _authorization, signal) => {
          clock.advance(CHECK_MS);
          assert.ok(signal.aborted);
          return Promise.resolve({ outcome: 'unanswered', reason: '' as never });
        },
        close: () => Promise.resolve(),
      };
      const found = await runCheck(check(), {
        ...{ observer, clock, signal: new AbortController().signal },
        onFinding: () => undefined,
      });
      assert.equal(found.stopped, 'too-long');
      assert.equal(clock.pending, 0);
    });
  });
});
