import type { WireBehaviour } from './wire-behaviour';

const PREFIXES: Record<WireBehaviour['numbers'], string> = { bare: '', plus: '+', zeros: '00' };

/** Writes a number, which is stored as digits, in the chosen form. A sender name stays as it is. */
export function wireNumber(number: string, form: WireBehaviour['numbers']): string {
  return /^\d{6,}$/.test(number) ? PREFIXES[form] + number : number;
}

/** The digits of a number; a name stays as it is. */
export function digitsOf(number: string): string {
  const trimmed = number.trim();
  return /^\+?[\d\s().-]+$/.test(trimmed) ? trimmed.replace(/^(?:\+|00)/, '').replace(/\D/g, '') : trimmed;
}
