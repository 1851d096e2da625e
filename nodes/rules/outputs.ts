import type { FaxState } from '../../src/domain/fax';
import type { SmsState } from '../../src/domain/sms';

/** Outputs of a sending node: 2, with one for all final statuses, or 4, with one for each kind of them. */
const OUTPUTS = {
  2: ['accepted', 'finished'],
  4: ['accepted', 'delivered', 'failed', 'unknown'],
} as const;

/** The outputs of `sms-push-in`, in order. */
export const SMS_OUTPUTS = ['received', 'delivered', 'failed', 'other'] as const;

export type SmsOutput = (typeof SMS_OUTPUTS)[number];

type Count = keyof typeof OUTPUTS;

/** The name of an output (counted from 0), a key below `output` of the catalogue. */
export function outputName(index: number, outputs: unknown): string {
  return OUTPUTS[countOf(outputs)][index] ?? '';
}

/** The output (counted from 0) that reports this final state. */
export function outputOf(state: FaxState | SmsState, outputs: unknown): number {
  if (countOf(outputs) === 2) return 1;
  return OUTPUTS[4].indexOf(nameOf(state));
}

function nameOf(state: FaxState | SmsState): (typeof OUTPUTS)[4][number] {
  if (state === 'succeeded' || state === 'delivered') return 'delivered';
  return state === 'unknown' ? 'unknown' : 'failed';
}

function countOf(outputs: unknown): Count {
  return Number(outputs) === 4 ? 4 : 2;
}
