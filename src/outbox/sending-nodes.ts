import type { Source } from '../domain/events';
import type { FaxStatus } from '../domain/fax';
import type { Job } from '../domain/job';
import type { Log } from '../domain/log';
import type { SmsStatus } from '../domain/sms';

/** One flow node that sends: what its jobs tell it. Calls that throw are taken as not made. */
export interface SendingNode {
  /** The node's id. */
  id: string;
  /** At most once a job, and only in the process that submitted it: with the live message that `submit` got. */
  accepted: (report: JobReport) => void;
  /** Exactly once for every message taken, also one that joined; may repeat after a crash, with `redelivered`. */
  finished: (report: JobReport) => void;
  /** Adds to a final status what takes a while to make; flows may stop meanwhile. Never rejects. */
  prepare?: (report: JobReport) => Promise<JobReport>;
  /** Where a job of this node stands now, or how it has ended, for the node's status. */
  progress: (status: FaxStatus | SmsStatus) => void;
}

export interface JobReport {
  kind: 'fax.status' | 'sms.status';
  /** The key of the status's event. */
  key: string;
  status: FaxStatus | SmsStatus;
  /** What is sent, of a fax. */
  fax?: FaxSize;
  /** A page (PDF) that tells what became of it. */
  pdf?: Buffer;
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

/** What a fax costs: pages, bytes of its document, and seconds on the line, by and large. */
export interface FaxSize {
  pages?: number;
  bytes: number;
  seconds?: number;
}

/** The nodes of one connection's flows that send. */
export class SendingNodes {
  /** What is sent to a stopped node would be dropped. */
  isFlowing = false;
  readonly #nodes = new Map<string, SendingNode>();

  constructor(private readonly log: Log) {}

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

  /** A node that throws must not take the job, or Node-RED, with it. */
  #guarded(act: () => void): void {
    try {
      act();
    } catch {
      this.log.error('a node failed while it took the status of a job');
    }
  }
}
