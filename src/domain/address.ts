import { checkAddress, PLAIN, type AddressProblem, type AddressRule } from './address-rule';
import { ConfigError } from './errors';

/** `label`: what the dialog calls the field. */
type LabelledRule = AddressRule & { label: string };

const WORDS: Record<AddressProblem, (scheme: AddressRule['scheme']) => string> = {
  scheme: (scheme) => `must begin with ${scheme}://`,
  plain: (scheme) => `must begin with ${scheme}://, because ${PLAIN[scheme]}:// is for this machine only`,
  login: () => 'must not contain a user or password',
  query: () => 'must not contain a query (?…)',
  fragment: () => 'must not contain a fragment (#…)',
};

/**
 * Parses an address as a user types it. A path may follow; a slash at its end makes no difference. Throws
 * `ConfigError`, whose message never contains the address, because people paste credentials into it.
 */
export function readAddress(text: string, { label, ...rule }: LabelledRule): URL {
  const checked = checkAddress(text, rule);
  if (typeof checked === 'string') throw new ConfigError(`${label}: ${WORDS[checked](rule.scheme)}`);
  return checked;
}
