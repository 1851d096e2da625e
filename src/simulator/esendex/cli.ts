import { parseArgs } from 'node:util';
import { compact } from '../../domain/compact';
import { systemClock } from '../../domain/clock';
import { defaultLogin } from './account';
import { startEsendexSimulator } from './esendex-simulator';
import { PROTOCOLS, type Protocol } from './inject';

/** Runs the simulator until SIGTERM or SIGINT; prints one line of JSON with its URLs once it listens. */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      port: { type: 'string', default: '0' },
      target: { type: 'string' },
      protocol: { type: 'string', default: 'xml' },
      'time-scale': { type: 'string', default: '1' },
      username: { type: 'string', default: defaultLogin().username },
      password: { type: 'string', default: defaultLogin().password },
    },
  });
  const { target } = values;
  const simulator = await startEsendexSimulator(
    compact({
      port: Number(values.port),
      clock: systemClock(Number(values['time-scale'])),
      protocol: protocolOf(values.protocol),
      login: { username: values.username, password: values.password },
      pushTarget: target,
    }),
  );
  const { baseUrl, controlUrl } = simulator;
  process.stdout.write(`${JSON.stringify({ baseUrl, controlUrl })}\n`);
  const end = (): void => void simulator.close();
  process.once('SIGTERM', end).once('SIGINT', end);
}

function protocolOf(text: string): Protocol {
  const protocol = PROTOCOLS.find((known) => known === text);
  if (!protocol) throw new Error(`--protocol is one of ${PROTOCOLS.join(', ')}`);
  return protocol;
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
