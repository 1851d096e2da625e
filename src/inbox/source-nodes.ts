import type { Log } from '../domain/log';
import type { DocumentFormat, DocumentInfo } from '../domain/document';
import type { EventKind, Source, Told } from '../domain/events';
import { isWantedBy, type Want, type WhatIsWanted } from './wants';

/** The nodes of a connection, as whoever stores an event sees them. */
export interface Takers {
  isWanted: (event: WhatIsWanted) => boolean;
  /** A node may want what no other has wanted. */
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
  /** In which format; absent: as the provider delivered it. */
  format?: DocumentFormat;
  /** Ask the provider for what a push of an SMS lacks, such as its receive time. */
  enrich?: boolean;
  /** Now: nothing of what goes to an output without a wire, because an event sent nowhere would be lost. */
  wants: () => Want;
  /** Sends the message. The offer and all in it belong to this node alone. */
  deliver: (offer: Offer) => void;
  /** An event used up its attempts; reported once, to one node. */
  reportDead: (offer: Offer, error: Error) => void;
}

/** An event as it is handed to one node. */
export type Offer<K extends EventKind = EventKind> = OfferFields & Told<K>;

export interface OfferFields {
  key: string;
  connection: string;
  source: Source;
  /** Only for received faxes, like the next two. */
  document?: DocumentInfo;
  /** As the provider delivered it, where `document` was made from it. */
  original?: DocumentInfo;
  /** One a page, as bytes or paths: format `png`. */
  images?: (Buffer | string)[];
  storedAt: string;
  occurredAt?: string;
  attempt: number;
  redelivered: boolean;
  raw: Record<string, unknown>;
}

/** The nodes of one connection's flows that take events. */
export class SourceNodes {
  readonly #nodes = new Map<string, SourceNode>();

  constructor(private readonly log: Log) {}

  add(node: SourceNode): void {
    this.#nodes.set(node.id, node);
  }

  remove(id: string): void {
    this.#nodes.delete(id);
  }

  /** False: it went away, or another took its place, while something else was done. */
  has(node: SourceNode): boolean {
    return this.#nodes.get(node.id) === node;
  }

  wanting(event: WhatIsWanted): SourceNode[] {
    return [...this.#nodes.values()].filter((node) => isWantedBy(node.wants(), event));
  }

  get wants(): Want[] {
    return [...this.#nodes.values()].map((node) => node.wants());
  }

  /** Lets a node act. False: it threw, which must not take the others' events, or Node-RED, with it. */
  act(act: () => void): boolean {
    try {
      act();
      return true;
    } catch {
      this.log.error('a node failed while it took an event: the event is not done, and will be offered again');
      return false;
    }
  }
}
