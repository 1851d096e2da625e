/** The numbers of TIFF's field types. */
export const FIELD = {
  byte: 1,
  short: 3,
  long: 4,
  rational: 5,
  undefined: 7,
  signedShort: 8,
  signedLong: 9,
  float: 11,
  directory: 13,
} as const;

export const TAG = {
  newSubfileType: 254,
  subfileType: 255,
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
  planarConfiguration: 284,
  t4Options: 292,
  t6Options: 293,
  resolutionUnit: 296,
  pageNumber: 297,
  predictor: 317,
  colorMap: 320,
  tileWidth: 322,
  tileLength: 323,
  tileOffsets: 324,
  tileByteCounts: 325,
  badFaxLines: 326,
  cleanFaxData: 327,
  consecutiveBadFaxLines: 328,
} as const;

/** The tags that we read; all others are ignored. */
export const READ_TAGS: ReadonlySet<number> = new Set(Object.values(TAG));

export const COMPRESSION = {
  none: 1,
  rle: 2,
  g3: 3,
  g4: 4,
  lzw: 5,
  deflate: 8,
  rleByWords: 32771,
  packBits: 32773,
  oldDeflate: 32946,
} as const;

/** Values of the photometric tag. */
export const WHITE_IS_ZERO = 0;
export const BLACK_IS_ZERO = 1;
