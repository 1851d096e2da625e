import { systemClock } from '../../domain/clock';
import { BadInputError } from '../../domain/errors';
import { defaultAccount, defaultLogin } from './account';
import { startEsendexSimulator } from './esendex-simulator';
import { parseInject } from './inject';
import type { CallAnswer, SimulatedProvider } from '../simulated-provider';

export async function simulateEsendex(): Promise<SimulatedProvider> {
  const simulator = await startEsendexSimulator({ clock: systemClock() });
  // So that a freshly imported example shows an SMS at once.
  simulator.inject({ kind: 'sms', text: 'Hello from the simulator' });
  let onAnswer: (answer: CallAnswer) => void = () => undefined;
  simulator.onChange((change) => {
    if (change.type === 'push.answered') onAnswer(/^\d+$/.test(change.answer) ? Number(change.answer) : change.answer);
  });
  return {
    baseUrl: simulator.baseUrl,
    account: defaultAccount().reference,
    credentials: defaultLogin(),
    callAt: (url, login, listener) => {
      onAnswer = listener;
      simulator.setPushTarget(url, login && { basic: login });
    },
    inject: (item) => {
      const parsed = parseInject(item);
      if (!parsed) throw new BadInputError('kind must be sms, delivered, failed, opt-out, subscription or unknown');
      return simulator.inject(parsed);
    },
    endSendsAs: (kind, number) => simulator.outcome[kind].choose(number),
    summary: () => ({
      unread: simulator.unread().length,
      received: simulator.read().length + simulator.deleted().length,
    }),
    close: () => simulator.close(),
  };
}
