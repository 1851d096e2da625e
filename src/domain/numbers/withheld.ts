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

/** ANONYMOUS on a telephone's keys, as some carriers write it: no number of Lesotho is so short. */
const ON_KEYS = /^\+?266696687$/;

/** RFC 3323: a SIP address of nobody. */
const NOWHERE = /@[\w.-]{1,253}\.invalid\b/i;

/** No phrase that says so is longer, and whatever is longer is not looked at. */
const MAX_LENGTH = 500;

/** Does the provider say, in one of the many ways there are, that the caller hides the number, or that there is none? */
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
