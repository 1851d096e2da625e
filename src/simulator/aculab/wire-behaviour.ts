import { defaultsOf, parseChoices, type Chosen } from '../wire-choices';

/**
 * All plausible ways in which the service may behave where the vendor's documents leave it
 * open. The first is the default.
 */
export const WIRE_CHOICES = {
  // Pages
  /** The REST API version in the service's configuration. */
  version: ['2.0', '1.0'],
  /** The method for the pages in the service's configuration. Pages in an answer name their own. */
  pageMethod: ['POST', 'GET'],
  pageContentType: ['application/json', 'application/x-www-form-urlencoded', 'text/plain', 'none'],
  /** How often the request of an unanswered page is repeated. */
  pageRepeats: [2, 0, 5],
  unknownFields: [false, true],
  /** Whether a progress request is a notification, and whether it then has `this_call`. */
  progress: ['notification', 'notification-with-call', 'call'],
  // The result of a fax
  verdict: ['result', 'cause', 'none'],
  /**
   * `PAGEQUALITY`, `pagequality` or `page_quality`; or upper case with `success` or `completed` in place of `NORMAL`.
   */
  causes: ['upper', 'lower', 'underscored', 'success', 'completed'],
  filename: ['filename', 'file', 'stored_fax'],
  pages: ['present', 'absent'],
  sentPages: ['pages_sent', 'pages'],
  negotiated: ['full', 'data-rate', 'empty', 'absent'],
  /** Where the fax-available page has our `id`. */
  availableId: ['result', 'action_result'],
  // Web services
  fileList: ['object', 'array'],
  /** How file names are written; requests must use the same way. */
  names: ['slash', 'bare'],
  interrupted: ['object', 'word'],
  // Messages
  msgRef: ['present', 'absent'],
  direction: ['present', 'absent'],
} as const;

export type WireBehaviour = Chosen<typeof WIRE_CHOICES>;

export const defaultBehaviour = (): WireBehaviour => defaultsOf(WIRE_CHOICES);

/** Reads choices from JSON; undefined for an unknown name or value. */
export const parseBehaviour = (value: unknown): Partial<WireBehaviour> | undefined => parseChoices(WIRE_CHOICES, value);
