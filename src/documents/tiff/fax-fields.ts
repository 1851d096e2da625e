import { FIELD, TAG } from './tags';

export type FaxFieldType = typeof FIELD.short | typeof FIELD.long | typeof FIELD.rational;

/**
 * The TIFF-F tags (RFC 2306) that describe a page, with their types. Tags with names, dates and software are left out.
 */
export const FAX_FIELDS: ReadonlyMap<number, FaxFieldType> = new Map<number, FaxFieldType>([
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
