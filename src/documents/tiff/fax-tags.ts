/** TIFF 6.0 field types that a fax's tags use. */
export const FIELD = { byte: 1, short: 3, long: 4, rational: 5 } as const;
export type FieldType = (typeof FIELD)[keyof typeof FIELD];

export const TAG = {
  newSubfileType: 254,
  imageWidth: 256,
  imageLength: 257,
  bitsPerSample: 258,
  compression: 259,
  photometric: 262,
  fillOrder: 266,
  stripOffsets: 273,
  orientation: 274,
  samplesPerPixel: 277,
  rowsPerStrip: 278,
  stripByteCounts: 279,
  xResolution: 282,
  yResolution: 283,
  t4Options: 292,
  t6Options: 293,
  resolutionUnit: 296,
  pageNumber: 297,
  badFaxLines: 326,
  cleanFaxData: 327,
  consecutiveBadFaxLines: 328,
} as const;

/** The tags of TIFF-F (RFC 2306) that say what a page looks like, and how each is written. Names, dates and makers are left out. */
export const FAX_TAGS: ReadonlyMap<number, FieldType> = new Map<number, FieldType>([
  [TAG.newSubfileType, FIELD.long],
  [TAG.imageWidth, FIELD.long],
  [TAG.imageLength, FIELD.long],
  [TAG.bitsPerSample, FIELD.short],
  [TAG.compression, FIELD.short],
  [TAG.photometric, FIELD.short],
  [TAG.fillOrder, FIELD.short],
  [TAG.stripOffsets, FIELD.long],
  [TAG.orientation, FIELD.short],
  [TAG.samplesPerPixel, FIELD.short],
  [TAG.rowsPerStrip, FIELD.long],
  [TAG.stripByteCounts, FIELD.long],
  [TAG.xResolution, FIELD.rational],
  [TAG.yResolution, FIELD.rational],
  [TAG.t4Options, FIELD.long],
  [TAG.t6Options, FIELD.long],
  [TAG.resolutionUnit, FIELD.short],
  [TAG.pageNumber, FIELD.short],
  [TAG.badFaxLines, FIELD.long],
  [TAG.cleanFaxData, FIELD.short],
  [TAG.consecutiveBadFaxLines, FIELD.long],
]);
