import type { Source } from '../domain/events';
import type { FaxStatus } from '../domain/fax';
import type { SmsStatus } from '../domain/sms';

/** One flow node that sends: what its jobs tell it. Calls that throw are taken as not made. */
export interface JobSender {
  /** The node's id. */
  id: string;
  /** At most once a job, and only in the process that submitted it: with the live message that `submit` got. */
  accepted: (telling: Telling) => void;
  /** Exactly once for every message taken, also one that joined; may repeat after a crash, with `redelivered`. */
  finished: (telling: Telling) => void;
  /** Adds to a final status what takes a while to make; flows may stop meanwhile. Never rejects. */
  prepare?: (telling: Telling) => Promise<Telling>;
  /** Where a job of this node stands now, or how it has ended, for the node's status. */
  progress: (status: FaxStatus | SmsStatus) => void;
}

/** What a fax costs: pages, bytes of its document, and seconds on the line, by and large. */
export interface FaxSize {
  pages?: number;
  bytes: number;
  seconds?: number;
}

export interface Telling {
  kind: 'fax.status' | 'sms.status';
  /** The key of the status's event. */
  key: string;
  status: FaxStatus | SmsStatus;
  /** What is sent, of a fax. */
  fax?: FaxSize;
  /** A page (PDF) that tells what became of it. */
  report?: Buffer;
  /** `finished`: the saved message. `accepted`: the live one. */
  message: Record<string, unknown>;
  /** How the status came, where the provider told it. */
  source: Source;
  storedAt: string;
  /** How often this was told, this time included. */
  attempt: number;
  redelivered: boolean;
  raw: Record<string, unknown>;
}
