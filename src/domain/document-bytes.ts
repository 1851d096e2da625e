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

/** A document that is being written. Nobody sees it before it is finished. */
export interface DocumentSink {
  write(bytes: Buffer): Promise<void>;
  /** Durable under this name when it resolves. */
  finish(file: string): Promise<void>;
  /** Nothing of it remains. Never rejects. */
  discard(): Promise<void>;
}

export class DocumentGoneError extends Error {}
