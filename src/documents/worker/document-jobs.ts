import type { OutgoingRequest, OutgoingResult } from '../outgoing/outgoing-request';
import type { ReportRequest } from '../report/report-as-pdf';
import type { Size } from '../pdf/draw-page';
import type { ReceivedRequest, ReceivedResult } from '../received/received-request';

/** What the worker can be asked for, by name: what it is given, and what it answers. All of it is cloned or transferred. */
export interface DocumentJobs {
  /** A received fax in another format. */
  'convert-received': { request: ReceivedRequest; result: ReceivedResult };
  /** A page that tells what became of a fax. */
  report: { request: ReportRequest; result: Uint8Array };
  /** A picture (PNG) of a document's first page, to be looked at; undefined where it has none. */
  'first-page': { request: { bytes: Uint8Array; box: Size }; result: Uint8Array | undefined };
  /** The documents of a fax as the one that is sent. */
  'prepare-outgoing': { request: OutgoingRequest; result: OutgoingResult };
}

export type JobKind = keyof DocumentJobs;
export type RequestOf<K extends JobKind> = DocumentJobs[K]['request'];
export type ResultOf<K extends JobKind> = DocumentJobs[K]['result'];

/** Tells that a job gets on: after each page. */
export type Progress = () => void;

export interface Performed<K extends JobKind> {
  result: ResultOf<K>;
  /** What of the result is handed over instead of copied. */
  transfer?: ArrayBuffer[];
}

/** To the worker: one at a time. */
export type JobMessage = { [K in JobKind]: { kind: K; request: RequestOf<K> } }[JobKind];

/** From the worker: any number of `progress`, then one of the others. */
export type WorkerMessage =
  | { type: 'progress' }
  | { type: 'done'; result: ResultOf<JobKind> }
  /** `code`: that of the error, where it is one of ours. */
  | { type: 'failed'; code: string | undefined; message: string };
