import { defaultsOf, parseChoices, type Chosen } from '../wire-choices';

/**
 * The ways in which the service may behave where the vendor's documents are unclear or clients have seen differences.
 */
export const WIRE_CHOICES = {
  // REST
  /** `42.407Z`, `42Z`, `42.4Z` (no trailing zeros), `42.4070000Z`, or `42.407` without a zone. */
  dates: ['millis', 'seconds', 'short', 'ticks', 'zoneless'],
  restIds: ['lower', 'upper'],
  /** The name of the flag in a `failurereason`; `retryable` means the opposite. */
  failureNames: ['permanentfailure', 'retryable'],
  namespace: ['http', 'https', 'none'],
  uris: ['messageheaders', 'MessageHeaders'],
  /** Whether the dispatcher's answer has the ids of accepted messages. */
  dispatcherIds: ['listed', 'none'],
  /** The page size for a list that is requested without a count. */
  defaultCount: [100, 15],
  /** The largest page size, whatever count is requested. */
  maxCount: [1_000, 100, 3],
  /** `wrong`: the paging attributes claim more items than there are. */
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
  /** The notification's id in a repeated push. The MessageId stays the same in both cases. */
  repeatedId: ['same', 'new'],
  /** White space around `OccurredAt`, as in one of the vendor's samples. */
  paddedTimes: [false, true],
  failureReason: ['present', 'absent'],
  optOutTime: ['ReceviedAt', 'ReceivedAt'],
  /** A field of MessageReceived in form and SOAP. */
  sentAt: ['present', 'absent'],
  /** The vendor's tables and samples spell the SOAP element differently. */
  soapOccurred: ['occurredat', 'occuredat'],
  /** What follows the last value of a form; counted in Content-Length. */
  formEnd: ['crlf', 'none'],
  /** The login that pushes send. */
  login: ['right', 'wrong', 'none'],
} as const;

export type WireBehaviour = Chosen<typeof WIRE_CHOICES>;

export const defaultBehaviour = (): WireBehaviour => defaultsOf(WIRE_CHOICES);

/** Reads choices from JSON; undefined for an unknown name or value. */
export const parseBehaviour = (value: unknown): Partial<WireBehaviour> | undefined => parseChoices(WIRE_CHOICES, value);
