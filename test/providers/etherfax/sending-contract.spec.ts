import assert from 'node:assert/strict';
import { systemClock } from '../../../src/domain/clock';
import { correlationOf } from '../../../src/domain/job';
import { createEtherFaxProvider } from '../../../src/providers/etherfax/etherfax-provider';
import { startEtherFaxSimulator } from '../../../src/simulator/etherfax/etherfax-simulator';
import { sampleFax } from '../../../src/documents/sample/sample-fax';
import { describeSending } from '../../contract/sending';
import { faxOrder } from '../../outbox/jobs';

const DOCUMENT = sampleFax();

describeSending('etherFAX, fax', async () => {
  const simulator = await startEtherFaxSimulator({ stepMs: 1 });
  const provider = createEtherFaxProvider({
    ...{ baseUrl: simulator.baseUrl, account: '', country: '', clock: systemClock() },
    credentials: { apiKey: simulator.account.apiKey },
  });
  assert(provider.fax);
  let calls = 0;
  return {
    service: provider.fax,
    outgoing() {
      const jobId = 'a'.repeat(24);
      const correlation = correlationOf({ id: jobId, calls: ++calls });
      const order = faxOrder({ to: '+15005559999' });
      return { order, jobId, correlation, callAt: 0, read: () => Promise.resolve(DOCUMENT) };
    },
    strike: (fault) => simulator.faults.set({ action: 'outbox.send', ...fault }),
    requests: () => simulator.requests()['outbox.send'] ?? 0,
    taken: () => simulator.jobs().length,
    hangUp: () => simulator.close(),
    async close() {
      await provider.close();
      await simulator.close();
    },
  };
});
