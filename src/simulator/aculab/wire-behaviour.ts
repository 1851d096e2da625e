import { defaultsOf, parseChoices, type Chosen } from '../wire-choices';

/** Where the vendor's documents leave open how the service behaves, every plausible way can be chosen; the first is the default. */
export const WIRE_CHOICES = {
  // Pages
  /** Of the REST API, as the service is configured. */
  version: ['2.0', '1.0'],
  /** Of the pages in the service's configuration; those that we return say it themselves. */
  pageMethod: ['POST', 'GET'],
  pageContentType: ['application/json', 'application/x-www-form-urlencoded', 'text/plain', 'none'],
  /** How often a page is requested again that was not answered. */
  pageRepeats: [2, 0, 5],
  unknownFields: [false, true],
  /** Whether a progress request is a notification, and whether that has `this_call`. */
  progress: ['notification', 'notification-with-call', 'call'],
  // What a fax ended with
  verdict: ['result', 'cause', 'none'],
  /** `PAGEQUALITY`, `pagequality`, `page_quality`; or these, with another word for `NORMAL`. */
  causes: ['upper', 'lower', 'underscored', 'success', 'completed'],
  filename: ['filename', 'file', 'stored_fax'],
  pages: ['present', 'absent'],
  sentPages: ['pages_sent', 'pages'],
  negotiated: ['full', 'data-rate', 'empty', 'absent'],
  /** Where the fax-available page has our `id`. */
  availableId: ['result', 'action_result'],
  // Web services
  fileList: ['object', 'array'],
  /** Of files, as they are told; they are asked for in no other way. */
  names: ['slash', 'bare'],
  interrupted: ['object', 'word'],
  // Messages
  msgRef: ['present', 'absent'],
  direction: ['present', 'absent'],
} as const;

export type WireBehaviour = Chosen<typeof WIRE_CHOICES>;

export const defaultBehaviour = (): WireBehaviour => defaultsOf(WIRE_CHOICES);

/** undefined: the value is not an object of known choices. */
export const parseBehaviour = (value: unknown): Partial<WireBehaviour> | undefined => parseChoices(WIRE_CHOICES, value);
