import assert from 'node:assert/strict';
import { systemClock } from '../../../src/domain/clock';
import { createEsendexProvider } from '../../../src/providers/esendex/esendex-provider';
import { startEsendexSimulator } from '../../../src/simulator/esendex/esendex-simulator';
import { describeSending } from '../../contract/sending';
import { smsOrder } from '../../outbox/jobs';
import { MemoryFacts } from '../../support/memory-facts';

describeSending('Esendex, SMS', async () => {
  const simulator = await startEsendexSimulator({ stepMs: 1 });
  const provider = createEsendexProvider({
    ...{ baseUrl: simulator.baseUrl, account: 'EX0000001', country: '44', clock: systemClock() },
    ...{ credentials: simulator.login, facts: new MemoryFacts() },
  });
  assert(provider.sms);
  return {
    service: provider.sms,
    outgoing: () => ({
      order: smsOrder({ to: '+447700909999' }),
      ...{ jobId: 'a'.repeat(24), correlation: `${'a'.repeat(24)}-1`, callAt: Date.now() },
      read: () => Promise.resolve(undefined),
    }),
    strike: (fault) => simulator.faults.set({ action: 'dispatcher.send', ...fault }),
    requests: () => simulator.requests()['dispatcher.send'] ?? 0,
    taken: () => simulator.sent().length,
    hangUp: () => simulator.close(),
    async close() {
      await provider.close();
      await simulator.close();
    },
  };
});
