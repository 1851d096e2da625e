import { parseArgs } from 'node:util';
import { compact } from '../../domain/compact';
import { systemClock } from '../../domain/clock';
import { startEtherFaxSimulator } from './etherfax-simulator';

/** Runs the simulator until SIGTERM or SIGINT; prints one line of JSON with its URLs once it listens. */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      port: { type: 'string', default: '0' },
      'api-key': { type: 'string' },
      'push-token': { type: 'string' },
      'time-scale': { type: 'string', default: '1' },
    },
  });
  const apiKey = values['api-key'];
  const pushToken = values['push-token'];
  const simulator = await startEtherFaxSimulator(
    compact({
      port: Number(values.port),
      clock: systemClock(Number(values['time-scale'])),
      account: apiKey === undefined ? undefined : { apiKey },
      pushToken,
    }),
  );
  const { baseUrl, pushUrl, controlUrl } = simulator;
  process.stdout.write(`${JSON.stringify({ baseUrl, pushUrl, controlUrl })}\n`);
  const end = (): void => void simulator.close();
  process.once('SIGTERM', end).once('SIGINT', end);
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
