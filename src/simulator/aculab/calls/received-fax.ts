import { sampleFax } from '../../../documents/sample/sample-fax';
import { encrypt, type Cipher } from '../cipher';
import type { MediaStore } from '../media-store';
import type { ApplicationInstance } from './application-instance';

/** `early`: before the next page is requested and before the web services have the file. `late`: some seconds later. */
export const AVAILABLE = ['late', 'early', 'never'] as const;

/** The fax that the remote machine sends. */
export interface IncomingFax {
  pages: number;
  /** Default: a readable sample. */
  document?: Buffer;
  /** When the fax-available page is requested. */
  available: (typeof AVAILABLE)[number];
}

export interface StoreFaxOptions {
  store: MediaStore;
  instance: ApplicationInstance;
  /** ms since the epoch. */
  at: number;
  /** The number of pages that were received. */
  pages: number;
  cipher: Cipher | undefined;
}

/** Returns the name under which it is stored. */
export function storeReceivedFax(fax: IncomingFax, { store, instance, at, pages, cipher }: StoreFaxOptions): string {
  const plain = fax.document ?? sampleFax({ pages });
  const bytes = cipher ? encrypt(cipher, plain) : plain;
  return store.write({ name: nameOf(instance, at), bytes, encrypted: cipher !== undefined }).name;
}

/** Named like the vendor's recordings, because the names of received faxes are not documented. */
function nameOf({ id }: ApplicationInstance, at: number): string {
  const [date = '', time = ''] = new Date(at).toISOString().slice(0, 19).split('T');
  return `/rest_api/faxes/${date.replaceAll('-', '/')}/${time.replaceAll(':', '_')}_${id}.tif`;
}
