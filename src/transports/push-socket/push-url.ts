import { readAddress } from '../../domain/address';

/** Must be TLS, except to this machine, and must hold no secret, because URLs end up in logs. Throws `ConfigError`. */
export function parsePushUrl(text: string): URL {
  return readAddress(text, { label: 'Push socket', scheme: 'wss', query: true });
}
