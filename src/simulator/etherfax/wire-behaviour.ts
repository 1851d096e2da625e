import { defaultsOf, parseChoices, type Chosen } from '../wire-choices';

/** Where the vendor's documents leave open how the service answers, every plausible way can be chosen; the first is the default. */
export const WIRE_CHOICES = {
  /** `inbox?a=unread&wait=N`: held until a fax comes, answered at once, or cut off half-way. */
  wait: ['honoured', 'ignored', 'cut'],
  /** `getnext` with nothing unread. */
  none: ['204', 'empty', 'null', '404', 'no-job-id', 'item-not-found'],
  /** Any call that names a job nobody knows. */
  unknownJob: ['404', 'item-not-found'],
  results: ['number', 'numeric-string', 'name'],
  /** `2017-04-12T23:20:50.52`, `2017-04-12T23:20:50`, `2017-04-12T23:20:50.520Z`. */
  dates: ['fraction', 'plain', 'zulu'],
  hashes: ['hex', 'base64'],
  /** Received faxes carry an `AnalyzeFormResult`. */
  analyzeForm: [false, true],
  /** JSON may write `/` as `\/`, also inside base64; some serialisers of the vendor's platform do. */
  escapeSlashes: [false, true],
} as const;

export type WireBehaviour = Chosen<typeof WIRE_CHOICES>;

export const defaultBehaviour = (): WireBehaviour => defaultsOf(WIRE_CHOICES);

/** undefined: the value is not an object of known choices. */
export const parseBehaviour = (value: unknown): Partial<WireBehaviour> | undefined => parseChoices(WIRE_CHOICES, value);
