/**
 * Where the bytes of documents are stored: a folder beside the store, or the database that several Node-REDs share. A
 * document has an id and, once it is complete, a file name: the id plus the ending of its type. Calls reject with
 * `StoreError`.
 */
export interface DocumentBytes {
  begin(id: string): Promise<DocumentSink>;
  /** Yields the document slice by slice. Throws `DocumentGoneError` if it is not there, or can no longer be read. */
  read(file: string): AsyncIterable<Buffer>;
  /** Also resolves if the document is not there. */
  remove(file: string): Promise<void>;
  /** The files that a sweep may check for owners, including documents that were never finished. */
  left(): Promise<string[]>;
  /** Those of the ids that have a document. */
  having(ids: readonly string[]): Promise<Set<string>>;
}

/**
 * A folder that all instances share. A mount may be missing or
 * changed, so the folder that is there could be another one.
 */
export interface SharedDocumentBytes extends DocumentBytes {
  /**
   * Resolves with the folder's own id, which is written now if it has none. Rejects with `WrongFolderError` if the
   * folder cannot belong to this store.
   */
  claim(store: string): Promise<string>;
  /**
   * From now on only the folder with this id is used. Rejects with `WrongFolderError` while it is not there, or nothing can
   * be written there.
   */
  expect(id: string): Promise<void>;
}

/** A document that is being written. It cannot be read before it is finished. */
export interface DocumentSink {
  write(bytes: Buffer): Promise<void>;
  /** Resolves once the document is durable under this name. */
  finish(file: string): Promise<void>;
  /** Removes all that was written. Never rejects. */
  discard(): Promise<void>;
}

export class DocumentGoneError extends Error {}

/** The folder is missing, or is not the one that all instances share. The message says what to do. */
export class WrongFolderError extends Error {}

/** It is the right folder, but its disk is full. */
export class FullFolderError extends WrongFolderError {}
