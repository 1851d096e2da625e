/**
 * A file's type, judged by its first bytes. The type that its sender states is not trusted (docs/faxes.md#documents).
 */
export interface DocumentType {
  type: string;
  /** With the dot. */
  extension: string;
}

const SIGNATURES: { bytes: number[]; found: DocumentType }[] = [
  { bytes: [0x49, 0x49, 0x2a, 0x00], found: { type: 'image/tiff', extension: '.tif' } },
  { bytes: [0x4d, 0x4d, 0x00, 0x2a], found: { type: 'image/tiff', extension: '.tif' } },
  { bytes: [0x25, 0x50, 0x44, 0x46, 0x2d], found: { type: 'application/pdf', extension: '.pdf' } },
  { bytes: [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a], found: { type: 'image/png', extension: '.png' } },
  { bytes: [0xff, 0xd8, 0xff], found: { type: 'image/jpeg', extension: '.jpg' } },
];

/** How many bytes of a file are needed to recognise its type. */
export const SIGNATURE_BYTES = 8;

const SENX: DocumentType = { type: 'application/x-senx', extension: '.senx' };
/** A file without a known signature. */
export const UNRECOGNIZED: DocumentType = { type: 'application/octet-stream', extension: '.bin' };

/** `stated`, the sender's type, counts only for SENx containers, which are encrypted and have no known signature. */
export function documentType(start: Buffer, stated = ''): DocumentType {
  const match = SIGNATURES.find(({ bytes }) => bytes.every((byte, index) => start[index] === byte));
  if (match) return match.found;
  return stated.trim().toLowerCase() === SENX.type ? SENX : UNRECOGNIZED;
}

const EXTENSIONS = new Map(
  [...SIGNATURES.map(({ found }) => found), SENX].map(({ type, extension }) => [type, extension]),
);

export function extensionOf(type: string): string {
  return EXTENSIONS.get(type) ?? UNRECOGNIZED.extension;
}
