import type { Source } from '../domain/events';
import type { FaxStatus } from '../domain/fax';
import type { Job } from '../domain/job';
import type { Log } from '../domain/log';
import type { SmsStatus } from '../domain/sms';

/** A flow node that sends, and what is reported to it of its jobs. If `finished` throws, it is called again later. */
export interface SendingNode {
  /** The node's id. */
  id: string;
  /** At most once for each message, and only in the process that submitted it, with the live message. */
  accepted: (report: JobReport) => void;
  /** Once for every message, also for one that joined a job; after a crash possibly again, with `redelivered`. */
  finished: (report: JobReport) => void;
  /** Adds to a report what takes a while to make; flows may stop meanwhile. Never rejects. */
  prepare?: (report: JobReport) => Promise<JobReport>;
  /** The current status of a job of this node, to be shown as the node's status. */
  progress: (status: FaxStatus | SmsStatus) => void;
}

export interface JobReport {
  kind: 'fax.status' | 'sms.status';
  /** The key of the status's event. */
  key: string;
  status: FaxStatus | SmsStatus;
  fax?: FaxSize;
  /** The transmission report, a page of PDF. */
  pdf?: Buffer;
  /** `finished`: the saved message. `accepted`: the live one. */
  message: Record<string, unknown>;
  /** How the status came. */
  source: Source;
  storedAt: string;
  /** How often this has been reported, this time included. */
  attempt: number;
  redelivered: boolean;
  raw: Record<string, unknown>;
}

/** The size of a fax: its pages, the bytes of its documents, and the estimated seconds of transmission. */
export interface FaxSize {
  pages?: number;
  bytes: number;
  seconds?: number;
}

/** The nodes of one connection's flows that send. */
export class SendingNodes {
  readonly #log: Log;
  /** While false nothing is sent: messages to stopped nodes would be lost. */
  isFlowing = false;
  readonly #nodes = new Map<string, SendingNode>();

  constructor(log: Log) {
    this.#log = log;
  }

  add(node: SendingNode): void {
    this.#nodes.set(node.id, node);
  }

  remove(id: string): void {
    this.#nodes.delete(id);
  }

  get(id: string): SendingNode | undefined {
    return this.#nodes.get(id);
  }

  all(): SendingNode[] {
    return [...this.#nodes.values()];
  }

  /** Output 1. */
  accepted(id: string, report: JobReport): void {
    if (this.isFlowing) this.#guarded(() => this.get(id)?.accepted(report));
  }

  showProgress({ status, messages }: Job): void {
    for (const id of new Set(messages.map(({ node }) => node))) this.#guarded(() => this.get(id)?.progress(status));
  }

  /** A node that throws must neither harm the job nor end Node-RED. */
  #guarded(act: () => void): void {
    try {
      act();
    } catch {
      this.#log.error('a node failed while it took the status of a job');
    }
  }
}
