import type { ConnectionOptions } from 'node:tls';
import { compact } from '../domain/compact';

/** TLS options that a user may set. Whether the server's certificate is checked is not among them: it always is. */
export type TlsOptions = Pick<
  ConnectionOptions,
  'ca' | 'cert' | 'key' | 'passphrase' | 'servername' | 'ciphers' | 'lookup'
>;

/** Set explicitly, because NODE_TLS_REJECT_UNAUTHORIZED=0 and --tls-min-v1.0 change the defaults of Node.js. */
const CHECKED = { rejectUnauthorized: true, minVersion: 'TLSv1.2' } as const;

/** For connections to the provider itself. */
export function checkedTls(tls: TlsOptions | undefined): TlsOptions & typeof CHECKED {
  return { ...tls, ...CHECKED };
}

/** For connections to an https proxy: the client certificate and server name are meant for the provider, not for it. */
export function checkedProxyTls(tls: TlsOptions | undefined): Pick<TlsOptions, 'ca'> & typeof CHECKED {
  return compact({ ca: tls?.ca === undefined ? undefined : tls.ca, ...CHECKED });
}
