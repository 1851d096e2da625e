import { smsParts } from '../../domain/sms-parts';

export type Characterset = 'GSM' | 'Unicode';

const LIMITS = { GSM: { single: 160, joined: 153 }, Unicode: { single: 70, joined: 67 } };

export function charactersetOf(text: string): Characterset {
  return smsParts(text).encoding === 'GSM-7' ? 'GSM' : 'Unicode';
}

/** A text forced into GSM: characters that GSM does not have become question marks. */
export function forcedToGsm(text: string): string {
  return Array.from(text, (character) => (charactersetOf(character) === 'GSM' ? character : '?')).join('');
}

export interface PartCount {
  parts: number;
  availableInLastPart: number;
}

export function countParts(text: string, characterset: Characterset): PartCount {
  const { single, joined } = LIMITS[characterset];
  const { units, parts } = smsParts(text, characterset);
  return { parts, availableInLastPart: parts === 1 ? single - units : parts * joined - units };
}
