const WITHHELD = /^(anonymous|private|unknown|withheld|unavailable|restricted|blocked)$/i;

/**
 * E.164 with `+` where the number is known to be international or `country` (a calling code) completes it;
 * otherwise as it came; withheld = "". Alphanumeric senders pass through untouched.
 */
export function normalizeNumber(value: string, country = ''): string {
  const text = value.trim();
  if (text === '' || WITHHELD.test(text)) return '';
  if (!/^\+?[\d\s().\-/]+$/.test(text)) return text;
  const digits = text.replace(/\D/g, '');
  if (digits === '') return text;
  if (text.startsWith('+')) return `+${digits}`;
  if (digits.startsWith('00') && digits.length > 7) return `+${digits.slice(2)}`;
  return country === '' ? text : completeNational(digits, country);
}

/** North America dials 1 or 011 in front; elsewhere a single 0 is the trunk prefix. */
function completeNational(digits: string, country: string): string {
  const code = country.replace(/\D/g, '');
  if (code === '1') {
    if (digits.startsWith('011')) return `+${digits.slice(3)}`;
    if (digits.length === 11 && digits.startsWith('1')) return `+${digits}`;
    return digits.length === 10 ? `+1${digits}` : digits;
  }
  if (digits.startsWith('0')) return `+${code}${digits.slice(1)}`;
  // Already international without its plus, as Esendex and Aculab write it.
  if (digits.startsWith(code) && digits.length > 10) return `+${digits}`;
  return `+${code}${digits}`;
}

/**
 * Does an own number match a node's `number` property: empty = any, comma list, `*` wildcard;
 * compared as digits in E.164 form (CONTRACT section 1)?
 */
export function matchesNumber(filter: string, number: string, country = ''): boolean {
  const patterns = filter
    .split(',')
    .map((pattern) => pattern.trim())
    .filter((pattern) => pattern !== '');
  if (patterns.length === 0) return true;
  const digits = normalizeNumber(number, country).replace(/\D/g, '');
  return patterns.some((pattern) => patternToRegExp(pattern, country).test(digits));
}

/** `0123*` with country 44 means `+44123*`; a start that is international already, or too short to tell, stays. */
function completeStart(start: string, isOpen: boolean, country: string): string {
  if (!isOpen || country === '') return normalizeNumber(start, country);
  const isNational = start.startsWith('0') && !start.startsWith('00');
  return isNational ? normalizeNumber(start, country) : start;
}

function patternToRegExp(pattern: string, country: string): RegExp {
  const [start = '', ...rest] = pattern.split('*');
  const complete = [start === '' ? '' : completeStart(start, rest.length > 0, country), ...rest].join('*');
  const source = complete.replace(/[^\d*]/g, '').replace(/\*+/g, '\\d*');
  return new RegExp(`^${source}$`);
}
