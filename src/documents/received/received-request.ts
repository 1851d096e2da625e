export interface ReceivedRequest {
  bytes: Uint8Array;
  to: 'pdf' | 'png';
}

export interface ConvertedFile {
  bytes: Uint8Array;
  /** Lower-case hex. */
  sha256: string;
}

export interface ReceivedResult {
  /** One PDF, or a PNG for each page. */
  files: ConvertedFile[];
  /** A warning for each damaged page; empty for a fax without damage. */
  warnings: string[];
}

/** The result of a conversion, before its files are hashed. */
export interface ConvertedPages {
  files: Buffer[];
  warnings: string[];
}
