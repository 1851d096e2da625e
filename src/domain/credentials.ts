/** Recognised anywhere in a name: `servicePassword`, `x-api-key`, `login[token]`. */
const PARTS = new RegExp(
  [
    ...['password', 'passwd', 'passphrase', 'passcode', 'passwort', 'kennwort', 'pwd', 'secret', 'token', 'credential'],
    ...['apikey', 'accesskey', 'privatekey', 'authkey', 'authori[sz]ation', 'bearer', 'cookie', 'cipher', 'sessionid'],
    ...['username', 'userid', 'loginname'],
  ].join('|'),
);

/** Recognised only as the last word of a name, because they are part of many words that mean something else. */
const WORDS = new Set(['pass', 'pw', 'pin', 'auth', 'user', 'login', 'logon']);

/**
 * Whether a field of this name holds a login or a key. Such fields are left out of `event.raw` and never shown; this is
 * the one place that decides. Case, spaces, punctuation, accents and full-width letters make no difference.
 */
export function isCredentialField(name: string): boolean {
  const known = JUDGED.get(name);
  if (known !== undefined) return known;
  const judged = judge(name);
  if (JUDGED.size >= MOST_JUDGED) JUDGED.clear();
  if (name.length <= LONGEST_JUDGED) JUDGED.set(name, judged);
  return judged;
}

/** A cache: a provider's events have the same few field names each time. */
const JUDGED = new Map<string, boolean>();
const MOST_JUDGED = 500;
/** Anyone can send a name of any length, which must not fill the memory. */
const LONGEST_JUDGED = 60;

function judge(name: string): boolean {
  // Accents are removed first, because long runs of them are slow to normalize.
  const plain = name.replace(/\p{M}/gu, '').normalize('NFKC');
  const words = plain.split(/[^A-Za-z0-9]+|(?<=[a-z])(?=[A-Z])/).filter((word) => word !== '');
  return PARTS.test(words.join('').toLowerCase()) || WORDS.has(words.at(-1)?.toLowerCase() ?? '');
}

const NAMING = /^[@#]?(?:name|key|field|fieldname|id|parameter|property)$/i;

/** Whether this is a pair that names its field itself, as in a list: `{"name":"Password","value":"…"}`. */
export function isCredentialPair(record: Record<string, unknown>): boolean {
  return Object.entries(record).some(
    ([name, value]) => typeof value === 'string' && NAMING.test(name) && isCredentialField(value),
  );
}
