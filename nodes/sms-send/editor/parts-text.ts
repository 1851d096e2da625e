import { smsParts } from '../../../src/domain/sms-parts';
import { CHARACTERSETS } from '../../rules/choices';

interface Words {
  /** A key below `tip`. */
  key: string;
  values: Record<string, unknown>;
}

/** At most this many characters are named. */
const NAMED = 10;

/** How many SMS a text becomes, and which of its characters make it longer or get lost, for the dialog. */
export function partsText(text: string, chosen: string): Words[] {
  const characterset = CHARACTERSETS.find((name) => name === chosen) ?? 'Auto';
  const { parts, units, room, offending } = smsParts(text, characterset);
  const counted = { key: parts === 1 ? 'part' : 'parts', values: { parts, units, room } };
  if (offending.length === 0 || characterset === 'Unicode') return [counted];
  const key = characterset === 'GSM' ? 'lost' : 'longer';
  return [counted, { key, values: { characters: offending.slice(0, NAMED).join(' ') } }];
}
