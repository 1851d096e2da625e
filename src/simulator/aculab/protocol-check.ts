import { jsonReply } from '../http/reply';
import type { WebHandler } from './web-services';

/** Describes the connection as the real service would see it over TLS. */
export const protocolCheck: WebHandler = ({ message }) =>
  jsonReply({
    pass: true,
    protocol: 'TLSv1.3',
    cipher: 'TLS_AES_256_GCM_SHA384',
    user_agent: message.headers['user-agent'] ?? '',
    source_address: message.socket.remoteAddress ?? '',
  });
