/** Wherever they stand in a name: `servicePassword`, `x-api-key`, `login[token]`. */
const PARTS = new RegExp(
  [
    ...['password', 'passwd', 'passphrase', 'passcode', 'passwort', 'kennwort', 'pwd', 'secret', 'token', 'credential'],
    ...['apikey', 'accesskey', 'privatekey', 'authkey', 'authori[sz]ation', 'bearer', 'cookie', 'cipher', 'sessionid'],
    ...['username', 'userid', 'loginname'],
  ].join('|'),
);

/** Only as the name's last word: they are part of many words that mean something else. */
const WORDS = new Set(['pass', 'pw', 'pin', 'auth', 'user', 'login', 'logon']);

/**
 * Does a field of this name hold what somebody logs in by, or a key? The one place that knows: such fields are in no
 * `event.raw` and shown to nobody. Case, blanks, signs, accents and wide letters make no difference.
 */
export function isCredentialField(name: string): boolean {
  const known = JUDGED.get(name);
  if (known !== undefined) return known;
  const judged = judge(name);
  if (JUDGED.size >= MOST_JUDGED) JUDGED.clear();
  if (name.length <= LONGEST_JUDGED) JUDGED.set(name, judged);
  return judged;
}

/** A provider's fields have the same few names in each event. */
const JUDGED = new Map<string, boolean>();
const MOST_JUDGED = 500;
/** Anyone can send a name of any length. */
const LONGEST_JUDGED = 60;

function judge(name: string): boolean {
  // Without the accents first: long runs of them are slow to normalize.
  const plain = name.replace(/\p{M}/gu, '').normalize('NFKC');
  const words = plain.split(/[^A-Za-z0-9]+|(?<=[a-z])(?=[A-Z])/).filter((word) => word !== '');
  return PARTS.test(words.join('').toLowerCase()) || WORDS.has(words.at(-1)?.toLowerCase() ?? '');
}

const NAMING = /^[@#]?(?:name|key|field|fieldname|id|parameter|property)$/i;

/** One of a list of pairs that name their fields themselves: `{"name":"Password","value":"…"}`. */
export function isCredentialPair(record: Record<string, unknown>): boolean {
  return Object.entries(record).some(
    ([name, value]) => typeof value === 'string' && NAMING.test(name) && isCredentialField(value),
  );
}
