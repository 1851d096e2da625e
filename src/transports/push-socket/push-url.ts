import { ConfigError } from '../../domain/errors';
import { isLoopbackUrl } from '../../domain/loopback';

/** Reads the push URL: TLS always, plain text to this machine only, and no secret inside, because URLs end up in logs. */
export function parsePushUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url) throw new ConfigError('pushUrl is not a URL');
  if (url.protocol !== 'wss:' && url.protocol !== 'ws:') throw new ConfigError('pushUrl has to start with wss://');
  if (url.protocol === 'ws:' && !isLoopbackUrl(text)) {
    throw new ConfigError('pushUrl has to start with wss://: ws:// is for this machine only');
  }
  if (url.username || url.password)
    throw new ConfigError('pushUrl must not hold a user or password: use the push token');
  if (url.hash) throw new ConfigError('pushUrl must not hold a fragment (#…)');
  return url;
}
