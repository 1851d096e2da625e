import { writeTiffF, type FaxResolution } from '../tiff/write-tiff-f';
import { drawFaxPage } from './draw-fax-page';

export interface SampleFax {
  pages?: number;
  /** The text of every page, below its page number, with up to 63 characters per line. */
  lines?: readonly string[];
  resolution?: FaxResolution;
}

const DEFAULT_LINES = ['This fax was made by the Pushline simulator.', 'No telephone line was involved.'];

/** A readable TIFF-F document. */
export function sampleFax({ pages = 1, lines = DEFAULT_LINES, resolution = 'fine' }: SampleFax = {}): Buffer {
  const bitmaps = Array.from({ length: pages }, (_, index) =>
    drawFaxPage([`SAMPLE FAX    page ${index + 1} of ${pages}`, '', ...lines], resolution),
  );
  return writeTiffF(bitmaps, { resolution });
}
