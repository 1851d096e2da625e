import { systemClock } from '../../domain/clock';
import { BadInputError } from '../../domain/errors';
import { defaultAccount } from './account';
import { startAculabSimulator } from './aculab-simulator';
import { parseInject } from './inject';
import type { CallAnswer, SimulatedProvider } from '../simulated-provider';

export async function simulateAculab(): Promise<SimulatedProvider> {
  const simulator = await startAculabSimulator({ clock: systemClock() });
  // So that a freshly imported example shows a fax at once.
  simulator.inject({});
  let onAnswer: (answer: CallAnswer) => void = () => undefined;
  simulator.onChange((change) => {
    if (change.type !== 'asked') return;
    const { answer } = change.asked;
    onAnswer('status' in answer ? answer.status : answer.failed);
  });
  const { cloudId, username, apiAccessKey, service, servicePassword } = defaultAccount();
  return {
    baseUrl: simulator.baseUrl,
    account: cloudId,
    service,
    credentials: { username, apiKey: apiAccessKey, servicePassword },
    callAt: (url, login, listener) => {
      onAnswer = listener;
      simulator.callAt(url, login);
    },
    inject: (item) => {
      const parsed = parseInject(item);
      if (!parsed || parsed.kind === 'raw')
        throw new BadInputError('kind must be fax, sms, or sms-status with msgRef, status and url');
      return simulator.inject(parsed);
    },
    endSendsAs: (kind, number) => simulator.outcome[kind].choose(number),
    summary: () => simulator.summary(),
    close: () => simulator.close(),
  };
}
