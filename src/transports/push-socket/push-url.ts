import { readAddress } from '../../domain/address';

/** TLS always, plain text to this machine only, and no secret inside, because URLs end up in logs. Throws `ConfigError`. */
export function parsePushUrl(text: string): URL {
  return readAddress(text, { label: 'Push socket', scheme: 'wss', query: true });
}
