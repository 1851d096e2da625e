import { parseArgs } from 'node:util';
import { compact } from '../../domain/compact';
import { systemClock } from '../../domain/clock';
import type { SimulatedAccount } from './account';
import { startAculabSimulator } from './aculab-simulator';

/** Runs the simulator until SIGTERM or SIGINT; prints one line of JSON with its URLs once it listens. */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      port: { type: 'string', default: '0' },
      target: { type: 'string' },
      'time-scale': { type: 'string', default: '1' },
      'api-key': { type: 'string' },
      'service-password': { type: 'string' },
    },
  });
  const { target, 'api-key': apiAccessKey, 'service-password': servicePassword } = values;
  const account: Partial<SimulatedAccount> = compact({ apiAccessKey, servicePassword });
  const clock = systemClock(Number(values['time-scale']));
  const simulator = await startAculabSimulator(compact({ port: Number(values.port), clock, account, callAt: target }));
  const { baseUrl, controlUrl } = simulator;
  process.stdout.write(`${JSON.stringify({ baseUrl, controlUrl })}\n`);
  const end = (): void => void simulator.close();
  process.once('SIGTERM', end).once('SIGINT', end);
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
