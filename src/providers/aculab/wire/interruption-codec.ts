import { isRecord } from '../../../domain/is-record';

export type Interruption = 'interrupted' | 'ended' | 'unknown';

const RESULTS: Record<string, Interruption> = {
  interrupted: 'interrupted',
  'application already completed': 'ended',
  'no such application': 'unknown',
};

/** The older answer is the bare word, the newer an object with `result`. undefined: neither. */
export function readInterruption(answer: unknown): Interruption | undefined {
  const word = isRecord(answer) ? answer['result'] : answer;
  return typeof word === 'string' ? RESULTS[word.trim().toLowerCase()] : undefined;
}
