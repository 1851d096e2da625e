import { defaultsOf, parseChoices, type Chosen } from '../wire-choices';

/** Where the vendor's documents leave open how the service answers, or clients have seen it answer differently. */
export const WIRE_CHOICES = {
  // REST
  /** `42.407Z`, `42Z`, `42.4Z` (no zeros at the end), `42.4070000Z`, `42.407` without a zone. */
  dates: ['millis', 'seconds', 'short', 'ticks', 'zoneless'],
  restIds: ['lower', 'upper'],
  /** In a `failurereason`; `retryable` means the opposite. */
  failureNames: ['permanentfailure', 'retryable'],
  namespace: ['http', 'https', 'none'],
  uris: ['messageheaders', 'MessageHeaders'],
  /** Whether the dispatcher tells the ids of what it took. */
  dispatcherIds: ['listed', 'none'],
  /** When a list is asked for without a count. */
  defaultCount: [100, 15],
  /** Whatever count is asked for, a page holds no more. */
  maxCount: [1_000, 100, 3],
  /** The paging attributes tell more than is there. */
  counts: ['true', 'wrong'],
  // REST and pushes
  /** `447700900001`, `+447700900001`, `00447700900001`. */
  numbers: ['bare', 'plus', 'zeros'],
  // Pushes
  layout: ['compact', 'pretty'],
  declaration: ['none', 'plain', 'encoding'],
  encoding: ['utf-8', 'iso-8859-1', 'utf-16'],
  byteOrderMark: [false, true],
  contentType: [
    'application/xml; charset',
    'application/xml',
    'text/xml; charset',
    'text/xml',
    'application/octet-stream',
    'none',
  ],
  emptyElements: ['open-close', 'self-closed'],
  pushIds: ['lower', 'upper'],
  /** Of a repeated push; the MessageId stays the same either way. */
  repeatedId: ['same', 'new'],
  /** Blanks and line breaks around `OccurredAt`, as in a printed sample of the vendor. */
  paddedTimes: [false, true],
  failureReason: ['present', 'absent'],
  optOutTime: ['ReceviedAt', 'ReceivedAt'],
  /** Form and SOAP: of MessageReceived. */
  sentAt: ['present', 'absent'],
  /** The vendor's tables and samples spell the SOAP element differently. */
  soapOccurred: ['occurredat', 'occuredat'],
  /** After the last value of a form, and counted in Content-Length. */
  formEnd: ['crlf', 'none'],
  /** What pushes log in with. */
  login: ['right', 'wrong', 'none'],
} as const;

export type WireBehaviour = Chosen<typeof WIRE_CHOICES>;

export const defaultBehaviour = (): WireBehaviour => defaultsOf(WIRE_CHOICES);

/** undefined: the value is not an object of known choices. */
export const parseBehaviour = (value: unknown): Partial<WireBehaviour> | undefined => parseChoices(WIRE_CHOICES, value);
