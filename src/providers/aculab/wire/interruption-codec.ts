import { isRecord } from '../../../domain/is-record';

export type Interruption = 'interrupted' | 'ended' | 'unknown';

const RESULTS: Record<string, Interruption> = {
  interrupted: 'interrupted',
  'application already completed': 'ended',
  'no such application': 'unknown',
};

/**
 * Reads the older format, a bare word, and the newer one, an object with `result`. Returns undefined for anything else.
 */
export function readInterruption(answer: unknown): Interruption | undefined {
  const word = isRecord(answer) ? answer['result'] : answer;
  return typeof word === 'string' ? RESULTS[word.trim().toLowerCase()] : undefined;
}
