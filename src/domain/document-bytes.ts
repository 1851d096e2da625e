/**
 * Where the bytes of documents lie: a folder beside the store, or the database that several Node-REDs share. A document has
 * an id, and once it is whole a file name: the id and the ending of its type. Calls reject with `StoreError`.
 */
export interface DocumentBytes {
  begin(id: string): Promise<DocumentSink>;
  /** Slice by slice. Throws `DocumentGoneError` where there is none, or it cannot be had any more. */
  read(file: string): AsyncIterable<Buffer>;
  /** Of a document that is not there either. */
  remove(file: string): Promise<void>;
  /** Files of which a sweep may ask who knows them, also of what was never finished. */
  left(): Promise<string[]>;
  /** Which of these ids have a document? */
  having(ids: readonly string[]): Promise<Set<string>>;
}

/** A folder that all share, and that could be another one. */
export interface SharedDocumentBytes extends DocumentBytes {
  /** The folder's own id; it gets one where it has none. Rejects with `WrongFolderError` where it cannot be this store's. */
  claim(store: string): Promise<string>;
  /** From now on nothing but the folder of this id is used. Rejects with `WrongFolderError` while it is not there. */
  expect(id: string): Promise<void>;
}

/** A document that is being written. Nobody sees it before it is finished. */
export interface DocumentSink {
  write(bytes: Buffer): Promise<void>;
  /** Durable under this name when it resolves. */
  finish(file: string): Promise<void>;
  /** Nothing of it remains. Never rejects. */
  discard(): Promise<void>;
}

export class DocumentGoneError extends Error {}

/** The folder is not there, or not the one that all share. The message says what to do. */
export class WrongFolderError extends Error {}
