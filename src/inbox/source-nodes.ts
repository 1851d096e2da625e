import type { Log } from '../domain/log';
import type { DocumentFormat, DocumentInfo } from '../domain/document';
import type { EventKind, Source, KindAndPayload } from '../domain/events';
import { isWantedBy, type Want, type WhatIsWanted } from './wants';

/** The nodes of a connection, as far as accepting an event needs them. */
export interface Takers {
  isWanted: (event: WhatIsWanted) => boolean;
  /** To be called when a node may want parked events. */
  lookThroughParked: () => void;
}

/** One flow node that takes events of a connection. */
export interface SourceNode {
  /** The node's id. */
  id: string;
  /** `auto`: handing over closes the event. `manual`: `mark-received` does. */
  mode: 'auto' | 'manual';
  /** How the node wants a fax's document: read into memory, or as a path. */
  document: 'data' | 'path';
  /** Absent: as the provider delivered it. */
  format?: DocumentFormat;
  /** True: the provider is asked for the fields that the push of an SMS lacks, such as its receive time. */
  enrich?: boolean;
  /** What the node wants now. Without what goes to an output that has no wire: an event sent nowhere would be lost. */
  wants: () => Want;
  /** Sends the message. The offer and everything in it belong to this node alone. */
  deliver: (offer: Offer) => void;
  /** An event is dead: reported once, to one node. */
  reportDead: (offer: Offer, error: Error) => void;
}

/** An event as it is handed to one node. */
export type Offer<K extends EventKind = EventKind> = OfferFields & KindAndPayload<K>;

export interface OfferFields {
  key: string;
  connection: string;
  source: Source;
  /** Only of received faxes, as are the next two. */
  document?: DocumentInfo;
  /** The document as the provider delivered it, if `document` was converted from it. */
  original?: DocumentInfo;
  /** With format `png`: one for each page, as bytes or paths. */
  images?: (Buffer | string)[];
  storedAt: string;
  occurredAt?: string;
  attempt: number;
  redelivered: boolean;
  raw: Record<string, unknown>;
}

/** The nodes of one connection's flows that take events. */
export class SourceNodes {
  readonly #log: Log;
  readonly #nodes = new Map<string, SourceNode>();

  constructor(log: Log) {
    this.#log = log;
  }

  add(node: SourceNode): void {
    this.#nodes.set(node.id, node);
  }

  remove(id: string): void {
    this.#nodes.delete(id);
  }

  /** False if the node has been removed, or replaced by another with the same id. */
  has(node: SourceNode): boolean {
    return this.#nodes.get(node.id) === node;
  }

  wanting(event: WhatIsWanted): SourceNode[] {
    return [...this.#nodes.values()].filter((node) => isWantedBy(node.wants(), event));
  }

  get wants(): Want[] {
    return [...this.#nodes.values()].map((node) => node.wants());
  }

  /** Calls a node. Returns false if it threw, which must neither cost other nodes their events nor end Node-RED. */
  act(act: () => void): boolean {
    try {
      act();
      return true;
    } catch {
      this.#log.error('a node failed while it took an event: the event is not done, and will be offered again');
      return false;
    }
  }
}
