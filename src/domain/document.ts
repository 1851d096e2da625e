/** The document of a fax as a flow sees it: bytes in `data` or a file in `path`, never both. */
export interface DocumentInfo {
  /** Mime type by the first bytes of the file, not by what the sender stated. */
  type: string;
  /** Generated, safe on every file system, the same on every offer; its ending fits `type`. */
  filename: string;
  /** Bytes. */
  size: number;
  /** Lower-case hex. */
  sha256: string;
  path?: string;
  data?: Buffer;
  /**
   * It differs from what was sent: other bytes than the provider announced, or
   * lines lost in transmission. It is delivered all the same.
   */
  damaged?: boolean;
  /** What is wrong with its pages, in words. */
  warnings?: string[];
  /** Why the document is missing, or not in the format asked for. */
  convertError?: string;
}

/** `original`: as the provider delivered it. `png`: a picture of each page. */
export type DocumentFormat = 'original' | 'pdf' | 'png';

/** A document as the store keeps it: a file in the documents folder, named by `file`. */
export interface StoredDocument {
  file: string;
  type: string;
  filename: string;
  size: number;
  sha256: string;
  damaged?: boolean;
}

/** Why a document cannot be read. `damaged`: its file holds other bytes than were written. */
export type Loss = 'missing' | 'damaged';

/** A document that is stored durably but belongs to no event yet. */
export interface ReceivedDocument {
  file: string;
  size: number;
  sha256: string;
  /** Lower-case hex. etherFAX states an md5, which shows whether a transfer was damaged. */
  md5: string;
  type: string;
}

/** What the provider says of a document; only ever compared, never trusted. */
export interface StatedDocument {
  type?: string;
  length?: number;
  /** md5 of the bytes, in hex or base64: etherFAX does not say which. */
  hash?: string;
}
