/** The characters of GSM 03.38; those of its extension table take two places each. */
const GSM =
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà';
const GSM_EXTENDED = '\f^{}\\[~]|€';

export type SmsEncoding = 'GSM-7' | 'UCS-2';

export interface SmsParts {
  encoding: SmsEncoding;
  /** Septets, or 16-bit units. */
  units: number;
  parts: number;
  /** Units that fit into this number of parts. */
  room: number;
  /** The characters that GSM-7 lacks, each once: they more than halve the room, or are lost if GSM is asked for. */
  offending: string[];
}

const ROOM: Record<SmsEncoding, { alone: number; joined: number }> = {
  'GSM-7': { alone: 160, joined: 153 },
  'UCS-2': { alone: 70, joined: 67 },
};

/** How a text is sent: docs/faxes.md#sms. `Auto` means GSM-7 if it has every character. */
export function smsParts(text: string, characterset: 'Auto' | 'GSM' | 'Unicode' = 'Auto'): SmsParts {
  const characters = Array.from(text.replace(/\r\n/g, '\n'));
  const offending = [...new Set(characters.filter((character) => !isGsm(character)))];
  const isUnicode = characterset === 'Unicode' || (characterset === 'Auto' && offending.length > 0);
  const encoding: SmsEncoding = isUnicode ? 'UCS-2' : 'GSM-7';
  const sizes = characters.map((character) => (isUnicode ? character.length : gsmSize(character)));
  const units = sizes.reduce((sum, size) => sum + size, 0);
  const { alone, joined } = ROOM[encoding];
  const parts = units <= alone ? 1 : countParts(sizes, joined);
  return { encoding, units, parts, room: parts === 1 ? alone : parts * joined, offending };
}

/** A character of two units is never split between two parts. */
function countParts(sizes: readonly number[], room: number): number {
  let parts = 1;
  let used = 0;
  for (const size of sizes) {
    if (used + size > room) {
      parts += 1;
      used = 0;
    }
    used += size;
  }
  return parts;
}

function isGsm(character: string): boolean {
  return GSM.includes(character) || GSM_EXTENDED.includes(character);
}

function gsmSize(character: string): number {
  return GSM_EXTENDED.includes(character) ? 2 : 1;
}
