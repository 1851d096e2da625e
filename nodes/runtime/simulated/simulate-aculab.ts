import { systemClock } from '../../../src/domain/clock';
import { defaultAccount } from '../../../src/simulator/aculab/account';
import { startAculabSimulator } from '../../../src/simulator/aculab/aculab-simulator';
import { parseInject } from '../../../src/simulator/aculab/inject';
import { AdminError } from '../admin/admin-answer';
import type { CallAnswer, Simulator } from './simulator';

export async function simulateAculab(): Promise<Simulator> {
  const simulator = await startAculabSimulator({ clock: systemClock() });
  // So that a freshly imported example shows a fax at once.
  simulator.inject({});
  let told: (answer: CallAnswer) => void = () => undefined;
  simulator.onChange((change) => {
    if (change.type !== 'asked') return;
    const { answer } = change.asked;
    told('status' in answer ? answer.status : answer.failed);
  });
  const { cloudId, username, apiAccessKey, service, servicePassword } = defaultAccount();
  return {
    baseUrl: simulator.baseUrl,
    account: cloudId,
    service,
    credentials: { username, apiKey: apiAccessKey, servicePassword },
    callAt: (url, login, tell) => {
      told = tell;
      simulator.callAt(url, login);
    },
    inject: (item) => {
      const parsed = parseInject(item);
      if (!parsed || parsed.kind === 'raw')
        throw new AdminError(400, 'kind must be fax, sms, or sms-status with msgRef, status and url');
      return simulator.inject(parsed);
    },
    endSendsAs: (kind, number) => simulator.outcome[kind].choose(number),
    summary: () => simulator.summary(),
    close: () => simulator.close(),
  };
}
