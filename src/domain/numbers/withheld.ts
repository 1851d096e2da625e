const WITHHELD = [
  ...[
    'anonymous',
    'anonym',
    'anonyme',
    'private',
    'privacy',
    'withheld',
    'restricted',
    'blocked',
    'hidden',
    'suppressed',
  ],
  ...['unknown', 'unavailable', 'not available', 'out of area', 'no number', 'no caller', 'no id', 'no cli'],
  // North American caller id: private, and out of area.
  ...['p', 'o'],
];
const AROUND = '(?:the )?(?:caller|calling|call|party|number|name|id|cli|user|subscriber|line|is|was)';
const PHRASE = new RegExp(`^(?:${AROUND} )*(?:${WITHHELD.join('|')})(?: ${AROUND})*$`);

/** ANONYMOUS typed on a telephone keypad, as some carriers write it. No number in Lesotho (+266) is that short. */
const ON_KEYS = /^\+?266696687$/;

/** RFC 3323: the SIP address of an anonymous caller. */
const NOWHERE = /@[\w.-]{1,253}\.invalid\b/i;

/** Longer text is not looked at: every known phrase is shorter. */
const MAX_LENGTH = 500;

/** Whether the provider says, in one of many ways, that the caller withholds the number or has none. */
export function isWithheld(text: string): boolean {
  if (text.trim() === '') return true;
  if (text.length > MAX_LENGTH) return false;
  return ON_KEYS.test(text.trim()) || NOWHERE.test(text) || partsOf(text).some((part) => PHRASE.test(wordsOf(part)));
}

/** `"Anonymous" <sip:…>` by its name; `sip:anonymous@anonymous.invalid` (RFC 3323) by its user. */
function partsOf(text: string): string[] {
  const [name = '', address = ''] = text.split('<', 2);
  const uri = address === '' ? name : address;
  const user = uri.replace(/^\s*(?:sips?|tel):/i, '').split('@', 1)[0] ?? '';
  return [name, user].filter((part) => part.trim() !== '');
}

function wordsOf(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}
