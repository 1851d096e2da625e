import { defaultsOf, parseChoices, type Chosen } from '../wire-choices';

/**
 * All plausible ways in which the service may answer where the vendor's documents leave it
 * open. The first is the default.
 */
export const WIRE_CHOICES = {
  /** `inbox?a=unread&wait=N`: answered when a fax comes, answered at once, or cut off half-way. */
  wait: ['honoured', 'ignored', 'cut'],
  /** The answer to `getnext` when nothing is unread. */
  none: ['204', 'empty', 'null', '404', 'no-job-id', 'item-not-found'],
  /** The answer to any request that names an unknown job. */
  unknownJob: ['404', 'item-not-found'],
  results: ['number', 'numeric-string', 'name'],
  /** `2017-04-12T23:20:50.52`, `2017-04-12T23:20:50`, `2017-04-12T23:20:50.520Z`. */
  dates: ['fraction', 'plain', 'zulu'],
  hashes: ['hex', 'base64'],
  /** Received faxes have an `AnalyzeFormResult`. */
  analyzeForm: [false, true],
  /** Write `/` as `\/` in JSON, also inside base64, like some serializers on the vendor's platform. */
  escapeSlashes: [false, true],
} as const;

export type WireBehaviour = Chosen<typeof WIRE_CHOICES>;

export const defaultBehaviour = (): WireBehaviour => defaultsOf(WIRE_CHOICES);

/** Reads choices from JSON; undefined for an unknown name or value. */
export const parseBehaviour = (value: unknown): Partial<WireBehaviour> | undefined => parseChoices(WIRE_CHOICES, value);
