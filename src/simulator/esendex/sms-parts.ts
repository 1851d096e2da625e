/** What one SMS can hold: GSM 03.38, and its second table, whose characters take the room of two. */
const GSM =
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà';
const GSM_EXTENDED = '\f^{}\\[~]|€';

export type Characterset = 'GSM' | 'Unicode';

const LIMITS = { GSM: { single: 160, joined: 153 }, Unicode: { single: 70, joined: 67 } };

export function charactersetOf(text: string): Characterset {
  return Array.from(text).every((character) => GSM.includes(character) || GSM_EXTENDED.includes(character))
    ? 'GSM'
    : 'Unicode';
}

/** What is left of a text that is sent as GSM whatever it holds. */
export function forcedToGsm(text: string): string {
  return Array.from(text, (character) => (charactersetOf(character) === 'GSM' ? character : '?')).join('');
}

export interface PartCount {
  parts: number;
  availableInLastPart: number;
}

export function countParts(text: string, characterset: Characterset): PartCount {
  const { single, joined } = LIMITS[characterset];
  const size = characterset === 'Unicode' ? text.length : gsmSize(text);
  if (size <= single) return { parts: 1, availableInLastPart: single - size };
  const parts = Math.ceil(size / joined);
  return { parts, availableInLastPart: parts * joined - size };
}

function gsmSize(text: string): number {
  return Array.from(text).reduce((size, character) => size + (GSM_EXTENDED.includes(character) ? 2 : 1), 0);
}
