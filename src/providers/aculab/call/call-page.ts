import type { FaxVerdict } from './fax-outcome';
import type { MessageNotice } from '../messages/message-notice';

/** What Aculab requests below the connection's webhook path: its pages, by their fixed suffixes. */
export const PAGE_SUFFIXES = {
  /** Set on the inbound and the outbound service. */
  first: '/first',
  final: '/final',
  error: '/error',
  /** Named in our answers. */
  next: '/next',
  progress: '/progress',
  'fax-available': '/fax-available',
} as const;

export const MESSAGE_SUFFIXES = {
  /** Set as the inbound service's notification page. */
  message: '/messages',
  /** Named in every SMS that we send. */
  'sms-status': '/sms-status',
} as const;

export type PageName = keyof typeof PAGE_SUFFIXES;

/** One request of a page, read but not judged. */
export type PageRequest = CallPage | MessagePage;

export type CallPage =
  | (PageBase & { page: 'first' })
  | (PageBase & { page: 'next'; result: ActionResult | undefined })
  | (PageBase & { page: 'fax-available'; result: ActionResult | undefined })
  | (PageBase & { page: 'final'; result: ActionResult | undefined })
  | (PageBase & { page: 'progress'; progress: TransferProgress })
  /** `error`: the vendor's text, "" where there is none. */
  | (PageBase & { page: 'error'; error: string });

export interface MessagePage {
  page: 'message' | 'sms-status';
  notice: MessageNotice;
  raw: Record<string, unknown>;
}

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
