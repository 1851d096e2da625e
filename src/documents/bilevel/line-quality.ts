/** How well the rows of a picture came through, as a fax machine tells it (TIFF tags 326 and 328). */
export interface LineQuality {
  /** Rows that could not be read, or are not there. */
  badLines: number;
  /** The most of them in a run. */
  longestBadRun: number;
}

export const SOUND: LineQuality = { badLines: 0, longestBadRun: 0 };

/** Of the parts of one page together. */
export function addQuality(one: LineQuality, other: LineQuality): LineQuality {
  return {
    badLines: one.badLines + other.badLines,
    longestBadRun: Math.max(one.longestBadRun, other.longestBadRun),
  };
}
