import type { ConnectionOptions } from 'node:tls';
import { compact } from '../domain/compact';

/** CA, client certificate, server name: everything but whether the server is checked. It always is. */
export type TlsOptions = Pick<
  ConnectionOptions,
  'ca' | 'cert' | 'key' | 'passphrase' | 'servername' | 'ciphers' | 'lookup'
>;

/** Said explicitly, because NODE_TLS_REJECT_UNAUTHORIZED=0 and --tls-min-v1.0 change the defaults. */
const CHECKED = { rejectUnauthorized: true, minVersion: 'TLSv1.2' } as const;

/** To the service itself. */
export function checkedTls(tls: TlsOptions | undefined): TlsOptions & typeof CHECKED {
  return { ...tls, ...CHECKED };
}

/** To an https proxy on the way: the client certificate and the server's name are no concern of it. */
export function checkedProxyTls(tls: TlsOptions | undefined): Pick<TlsOptions, 'ca'> & typeof CHECKED {
  return compact({ ca: tls?.ca === undefined ? undefined : tls.ca, ...CHECKED });
}
