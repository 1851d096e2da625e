import type { Greys } from '../fax-page/blacken';
import type { Quality } from '../fax-page/fit-page';
import type { Cover } from './cover-as-pdf';

/** One of the documents of a fax. `isSenx`: by its name or label, since nothing in its bytes tells. */
export type OutgoingPart = { bytes: Uint8Array; isSenx?: boolean } | { text: string } | { cover: Cover };

/** What a fax can be sent as. */
export type FaxType = 'image/tiff' | 'application/pdf' | 'application/x-senx';

export interface OutgoingRequest {
  parts: OutgoingPart[];
  /** What the provider takes; a fax TIFF it takes in any case. */
  takes: readonly FaxType[];
  quality: Quality;
  greys: Greys;
}

export interface OutgoingResult {
  bytes: Uint8Array;
  type: FaxType;
  /** undefined for SENx alone. */
  pages?: number;
  /** On the line, by and large; undefined where the provider draws the pages. */
  seconds?: number;
}
