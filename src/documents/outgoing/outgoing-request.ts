import type { Greys } from '../fax-page/blacken';
import type { Quality } from '../fax-page/fit-page';
import type { Cover } from './cover-as-pdf';

/** One part of a fax. `isSenx` comes from its name or stated type, because the bytes of SENx show nothing. */
export type OutgoingPart = { bytes: Uint8Array; isSenx?: boolean } | { text: string } | { cover: Cover };

/** The types in which a fax can be sent. */
export type FaxType = 'image/tiff' | 'application/pdf' | 'application/x-senx';

export interface OutgoingRequest {
  parts: OutgoingPart[];
  /** The types that the provider accepts besides fax TIFF. */
  takes: readonly FaxType[];
  quality: Quality;
  greys: Greys;
}

export interface OutgoingResult {
  bytes: Uint8Array;
  type: FaxType;
  /** undefined for SENx alone. */
  pages?: number;
  /** The estimated time of transmission; undefined when the provider draws the pages. */
  seconds?: number;
}
