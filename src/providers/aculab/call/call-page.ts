import type { FaxVerdict } from './fax-outcome';

/** What Aculab tells of a call: one request of one of our pages, read but not judged. */
export type CallPage =
  | (PageBase & { page: 'first' })
  | (PageBase & { page: 'next'; result: ActionResult | undefined })
  | (PageBase & { page: 'fax-available'; result: ActionResult | undefined })
  | (PageBase & { page: 'final'; result: ActionResult | undefined })
  | (PageBase & { page: 'progress'; progress: TransferProgress })
  /** `error`: the vendor's text, "" where there is none. */
  | (PageBase & { page: 'error'; error: string });

export interface PageBase {
  instanceId: string;
  /** What our last answer, or the start of the service, gave; undefined where there is none. */
  token: string | undefined;
  /** The answer cannot steer the call: 204. */
  isNotification: boolean;
  call: CallInfo | undefined;
  raw: Record<string, unknown>;
}

export interface CallInfo {
  direction: 'in' | 'out' | undefined;
  /** As they came. */
  from: string;
  to: string;
  seconds: number | undefined;
  /** Final page only. */
  cause: string | undefined;
  rawCause: string | undefined;
}

/** How far a transfer has come. */
export interface TransferProgress {
  /** Our own string, where the action had one. */
  id: string | undefined;
  pages: number | undefined;
  negotiated: Record<string, unknown> | undefined;
}

export interface ActionResult extends TransferProgress {
  /** Somebody ended the application while it ran. */
  interrupted: boolean;
  /** Of the stored fax. */
  filename: string | undefined;
  verdict: FaxVerdict;
}
