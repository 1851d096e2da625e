import { smsParts } from '../../../src/domain/sms-parts';

interface Words {
  /** Below `tip`. */
  key: string;
  values: Record<string, unknown>;
}

const CHARACTERSETS = ['Auto', 'GSM', 'Unicode'] as const;
/** More make nobody wiser. */
const NAMED = 10;

/** What a dialog says of a text while it is typed: how many SMS it becomes, and which characters make it longer or get lost. */
export function partsText(text: string, chosen: string): Words[] {
  const characterset = CHARACTERSETS.find((name) => name === chosen) ?? 'Auto';
  const { parts, units, room, offending } = smsParts(text, characterset);
  const counted = { key: parts === 1 ? 'part' : 'parts', values: { parts, units, room } };
  if (offending.length === 0 || characterset === 'Unicode') return [counted];
  const key = characterset === 'GSM' ? 'lost' : 'longer';
  return [counted, { key, values: { characters: offending.slice(0, NAMED).join(' ') } }];
}
