import type { OutgoingRequest, OutgoingResult } from '../outgoing/outgoing-request';
import type { ReportRequest } from '../report/report-as-pdf';
import type { Size } from '../pdf/draw-page';
import type { ReceivedRequest, ReceivedResult } from '../received/received-request';

/** The jobs of the worker, with their requests and results, which are cloned or transferred between the threads. */
export interface DocumentJobs {
  /** Converts a received fax to another format. */
  'convert-received': { request: ReceivedRequest; result: ReceivedResult };
  /** Makes a PDF page about the outcome of a fax. */
  report: { request: ReportRequest; result: Uint8Array };
  /** Makes a PNG of a document's first page for display; undefined when it has none. */
  'first-page': { request: { bytes: Uint8Array; box: Size }; result: Uint8Array | undefined };
  /** Makes the one document to send from the parts of a fax. */
  'prepare-outgoing': { request: OutgoingRequest; result: OutgoingResult };
}

export type JobKind = keyof DocumentJobs;
export type RequestOf<K extends JobKind> = DocumentJobs[K]['request'];
export type ResultOf<K extends JobKind> = DocumentJobs[K]['result'];

/** Called after each page, to show that a job makes progress. */
export type Progress = () => void;

export interface Performed<K extends JobKind> {
  result: ResultOf<K>;
  /** The buffers of the result to transfer instead of copying them. */
  transfer?: ArrayBuffer[];
}

/** From the main thread to the worker, one at a time. */
export type JobMessage = { [K in JobKind]: { kind: K; request: RequestOf<K> } }[JobKind];

/** From the worker to the main thread: `progress` when it begins and any number of times after, then one of the others. */
export type WorkerMessage =
  | { type: 'progress' }
  | { type: 'done'; result: ResultOf<JobKind> }
  /** `code` is that of a `PushlineError`; undefined for other errors. */
  | { type: 'failed'; code: string | undefined; message: string };
