import assert from 'node:assert/strict';
import { AdminError } from '../../../../nodes/runtime/admin-answer';
import { simulateAculab } from '../../../../src/simulator/aculab/simulate-aculab';
import { simulateEsendex } from '../../../../src/simulator/esendex/simulate-esendex';
import { simulateEtherFax } from '../../../../src/simulator/etherfax/simulate-etherfax';
import type { SimulatedProvider } from '../../../../src/simulator/simulated-provider';
import { inject, type RunningSimulator } from '../../../../nodes/runtime/simulated/simulators';
import { SPECIAL_NUMBERS } from '../../../../src/domain/special-numbers';
import { planFor as faxPlan } from '../../../../src/simulator/aculab/calls/special-numbers';
import { ChosenOutcome } from '../../../../src/simulator/chosen-outcome';

const running = (simulator: SimulatedProvider): RunningSimulator => ({ ...simulator, since: 0, outcomes: {} });

const FORM = { 'content-type': 'application/x-www-form-urlencoded' };

const injectAt = (simulator: RunningSimulator | undefined, item: Record<string, unknown>) =>
  inject({ simulator, connection: { state: { state: 'polling' } } }, item);

describe('a test item', () => {
  it('arrives with what a person has entered', async () => {
    const simulator = running(await simulateEsendex());
    try {
      const item = { kind: 'sms', text: 'Grüße', from: '447700900123', to: '447700900500' };
      const answer = await injectAt(simulator, item);
      assert.ok('id' in answer);
      const { username = '', password = '' } = simulator.credentials;
      const authorization = `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
      const list = await fetch(`${simulator.baseUrl}/v1.0/inbox/messages`, { headers: { authorization } });
      const text = await list.text();
      assert.match(text, /Grüße/);
      assert.match(text, /447700900123/);
    } finally {
      await simulator.close();
    }
  });

  for (const item of [
    { pages: 51 },
    { pages: -1 },
    { pages: 1.5 },
    { pages: '3' },
    { kind: 'sms', text: 'x'.repeat(1_001) },
    { kind: 'sms', text: 7 },
    { from: '1'.repeat(41) },
    { to: ['+15550100001'] },
    { kind: 'outcome', sends: 'voice', outcome: 'busy' },
    { kind: 'outcome', sends: 'fax', outcome: 'never' },
    { kind: 'outcome', sends: 'sms', outcome: 'toString' },
  ]) {
    it(`is refused with a reason: ${JSON.stringify(item).slice(0, 60)}`, async () => {
      const simulator = running(await simulateEtherFax());
      try {
        await assert.rejects(
          async () => injectAt(simulator, item),
          (error) => error instanceof AdminError && error.status === 400 && error.message !== '',
        );
      } finally {
        await simulator.close();
      }
    });
  }

  it('is taken by simulated connections only', () =>
    assert.rejects(
      async () => injectAt(undefined, {}),
      (error) => error instanceof AdminError && error.status === 409,
    ));
});

describe('the chosen outcome', () => {
  it('stands for all numbers until it is taken back', () => {
    const outcome = new ChosenOutcome();
    assert.equal(outcome.standInFor('+15550100099'), '+15550100099');
    outcome.choose('0002');
    assert.equal(outcome.standInFor('+15550100099'), '0002');
    outcome.choose(undefined);
    assert.equal(outcome.standInFor('+15550100099'), '+15550100099');
  });

  it('is one that every simulator has an outcome for', () => {
    const calls = { earlierCalls: 0 };
    const success = JSON.stringify(faxPlan('+15550100099', calls));
    for (const [name, number] of Object.entries(SPECIAL_NUMBERS.fax)) {
      const isSuccess = JSON.stringify(faxPlan(number, calls)) === success;
      assert.equal(isSuccess, name === 'delivered', name);
    }
  });

  it('ends a fax at etherFAX', async () => {
    const simulator = running(await simulateEtherFax());
    try {
      await injectAt(simulator, { kind: 'outcome', sends: 'fax', outcome: 'bad-number' });
      const body = new URLSearchParams({ DialNumber: '+15550100099', FaxImage: 'JVBERi0xLjQK', TotalPages: '1' });
      const headers = { ...FORM, authorization: `Bearer ${simulator.credentials.apiKey ?? ''}` };
      const send = async (): Promise<{ FaxResult: number }> => {
        const reply = await fetch(`${simulator.baseUrl}/outbox`, { method: 'POST', headers, body: body.toString() });
        return (await reply.json()) as { FaxResult: number };
      };
      assert.equal((await send()).FaxResult, 8);
      await injectAt(simulator, { kind: 'outcome', sends: 'fax', outcome: '' });
      assert.equal((await send()).FaxResult, 2);
    } finally {
      await simulator.close();
    }
  });

  it('ends a fax, and an SMS of its own, at Aculab Cloud', async () => {
    const simulator = running(await simulateAculab());
    try {
      await injectAt(simulator, { kind: 'outcome', sends: 'sms', outcome: 'no-credit' });
      const { username = '', apiKey = '' } = simulator.credentials;
      const authorization = `Basic ${Buffer.from(`1-2-0/${username}:${apiKey}`).toString('base64')}`;
      const body = new URLSearchParams({ to: '447700900123', from: '447700900500', content: 'x' }).toString();
      const reply = await fetch(`${simulator.baseUrl}/msg_send`, {
        ...{ method: 'POST', body },
        headers: { ...FORM, authorization, accept: 'application/json' },
      });
      assert.equal(reply.status, 402);
    } finally {
      await simulator.close();
    }
  });
});
