/** How well the rows of a picture were received, in the terms of TIFF tags 326 and 328. */
export interface LineQuality {
  /** The number of rows that are unreadable or missing. */
  badLines: number;
  /** The largest number of such rows in succession. */
  longestBadRun: number;
}

export const SOUND: LineQuality = { badLines: 0, longestBadRun: 0 };

/** Combines the quality of two parts of a page. */
export function addQuality(one: LineQuality, other: LineQuality): LineQuality {
  return {
    badLines: one.badLines + other.badLines,
    longestBadRun: Math.max(one.longestBadRun, other.longestBadRun),
  };
}
