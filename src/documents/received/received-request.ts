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
  /** What is wrong with the pages, in words; empty for a fax that came through well. */
  warnings: string[];
}

/** What became of the pages, before it is hashed. */
export interface ConvertedPages {
  files: Buffer[];
  warnings: string[];
}
