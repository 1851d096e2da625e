import { compact } from '../../../domain/compact';
import type { Decoded } from '../../provider';
import { decodeFaxReceive } from './fax-receive-codec';
import { decodeFaxStatus } from './fax-status-codec';

/** Decodes the event of one push frame (docs/providers.md#push-socket). Never throws. */
export function decodeEtherFaxPush(event: string, data: unknown, country: string): Decoded {
  switch (event) {
    case 'FaxReceive':
      return decodePushedFax(data, country);
    case 'FaxStatus':
      return decodeFaxStatus(data);
    default:
      return { outcome: 'quarantine', reason: 'unknown push event' };
  }
}

function decodePushedFax(data: unknown, country: string): Decoded {
  const decoded = decodeFaxReceive(data, { country });
  if (decoded.outcome === 'quarantine') return decoded;
  if (decoded.outcome === 'none') return { outcome: 'quarantine', reason: 'FaxReceive without a fax' };
  const { event, image, stated } = decoded;
  return {
    outcome: 'events',
    events: [compact({ event, document: image === undefined ? undefined : { content: image, stated } })],
  };
}
