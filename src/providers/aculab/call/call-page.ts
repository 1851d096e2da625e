import type { FaxVerdict } from './fax-outcome';

/** A request of Aculab to one of our pages, decoded but not yet judged. */
export type CallPage =
  | (PageBase & { page: 'first' })
  | (PageBase & { page: 'next'; result: ActionResult | undefined })
  | (PageBase & { page: 'fax-available'; result: ActionResult | undefined })
  | (PageBase & { page: 'final'; result: ActionResult | undefined })
  | (PageBase & { page: 'progress'; progress: TransferProgress })
  /** `error` is the vendor's text, or "" when there is none. */
  | (PageBase & { page: 'error'; error: string });

export interface PageBase {
  instanceId: string;
  /** The token that our last answer, or our request to start the service, gave; undefined when the page has none. */
  token: string | undefined;
  /** Our answer cannot control the call, and must be an empty 204. */
  isNotification: boolean;
  call: CallInfo | undefined;
  raw: Record<string, unknown>;
}

export interface CallInfo {
  direction: 'in' | 'out' | undefined;
  /** Numbers as Aculab wrote them. */
  from: string;
  to: string;
  seconds: number | undefined;
  /** This and `rawCause` come only with the final page. */
  cause: string | undefined;
  rawCause: string | undefined;
}

/** How far a transfer has come. */
export interface TransferProgress {
  /** The id that we gave the action, if it has one. */
  id: string | undefined;
  pages: number | undefined;
  negotiated: Record<string, unknown> | undefined;
}

export interface ActionResult extends TransferProgress {
  /** The application was ended while it was running. */
  interrupted: boolean;
  /** The name of the stored fax. */
  filename: string | undefined;
  verdict: FaxVerdict;
}
