import { parseArgs } from 'node:util';
import { systemClock, type Clock } from '../domain/clock';
import type { Simulator } from './http/start-simulator';

export interface Standalone<N extends string> {
  port: number;
  clock: Clock;
  /** The options that were given on the command line. */
  given: Partial<Record<N, string>>;
}

type Started = Simulator & { baseUrl: string; pushUrl?: string };

/**
 * Runs a simulator until SIGTERM or SIGINT. Prints one line of JSON with its URLs when it listens. Accepts `--port`,
 * `--time-scale` and the options in `names`.
 */
export function runStandalone<N extends string>(
  names: readonly N[],
  start: (options: Standalone<N>) => Promise<Started>,
): void {
  run(names, start).catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  });
}

async function run<N extends string>(
  names: readonly N[],
  start: (options: Standalone<N>) => Promise<Started>,
): Promise<void> {
  const options = Object.fromEntries(
    ['port', 'time-scale', ...names].map((name) => [name, { type: 'string' as const }]),
  );
  const {
    port = '0',
    'time-scale': timeScale = '1',
    ...given
  } = parseArgs({ options }).values as Record<string, string>;
  const simulator = await start({
    port: Number(port),
    clock: systemClock(Number(timeScale)),
    given: given as Partial<Record<N, string>>,
  });
  const { baseUrl, pushUrl, controlUrl } = simulator;
  process.stdout.write(`${JSON.stringify({ baseUrl, pushUrl, controlUrl })}\n`);
  const end = (): void => void simulator.close();
  process.once('SIGTERM', end).once('SIGINT', end);
}
