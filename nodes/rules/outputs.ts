import type { FaxState } from '../../src/domain/fax';
import type { SmsState } from '../../src/domain/sms';

/** Outputs of a sending node: 2 with one road for all ends, 4 with one each. */
const OUTPUTS = {
  2: ['accepted', 'finished'],
  4: ['accepted', 'delivered', 'failed', 'unknown'],
} as const;

type Count = keyof typeof OUTPUTS;

/** What an output is called, below `output` of the catalogue; counted from 0. */
export function outputName(index: number, outputs: unknown): string {
  return OUTPUTS[countOf(outputs)][index] ?? '';
}

/** The output, counted from 0, on which an end is told. */
export function outputOf(state: FaxState | SmsState, outputs: unknown): number {
  if (countOf(outputs) === 2) return 1;
  return OUTPUTS[4].indexOf(roadOf(state));
}

function roadOf(state: FaxState | SmsState): (typeof OUTPUTS)[4][number] {
  if (state === 'succeeded' || state === 'delivered') return 'delivered';
  return state === 'unknown' ? 'unknown' : 'failed';
}

function countOf(outputs: unknown): Count {
  return Number(outputs) === 4 ? 4 : 2;
}
