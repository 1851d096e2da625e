import { sampleFax } from '../../../documents/sample/sample-fax';
import { encrypt, type Cipher } from '../cipher';
import type { MediaStore } from '../media-store';
import type { ApplicationInstance } from './application-instance';

/** `early`: before the next page, and before the web services have it; else some seconds after. */
export const AVAILABLE = ['late', 'early', 'never'] as const;

/** What the far machine sends us. */
export interface IncomingFax {
  pages: number;
  /** A readable sample unless given. */
  document?: Buffer;
  /** When the fax-available page is requested. */
  available: (typeof AVAILABLE)[number];
}

export interface StoreFaxOptions {
  store: MediaStore;
  instance: ApplicationInstance;
  /** ms since the epoch. */
  at: number;
  /** That got across. */
  pages: number;
  cipher: Cipher | undefined;
}

/** Returns the name under which it is stored. */
export function storeReceivedFax(fax: IncomingFax, { store, instance, at, pages, cipher }: StoreFaxOptions): string {
  const plain = fax.document ?? sampleFax({ pages });
  const bytes = cipher ? encrypt(cipher, plain) : plain;
  return store.write({ name: nameOf(instance, at), bytes, encrypted: cipher !== undefined }).name;
}

/** As the vendor's recordings are named; of received faxes it says nothing. */
function nameOf({ id }: ApplicationInstance, at: number): string {
  const [date = '', time = ''] = new Date(at).toISOString().slice(0, 19).split('T');
  return `/rest_api/faxes/${date.replaceAll('-', '/')}/${time.replaceAll(':', '_')}_${id}.tif`;
}
