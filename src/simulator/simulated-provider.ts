import type { Order } from '../domain/job';
import type { Credentials, Login } from '../domain/login';

/** The status of an answer, or a word for why there was none. */
export type CallAnswer = number | string;

/** The simulated service behind a connection with `simulator: true`, the same for all providers. */
export interface SimulatedProvider {
  baseUrl: string;
  account: string;
  credentials: Partial<Credentials>;
  /** Aculab's outbound service. */
  service?: string;
  /** Only for a provider with a push socket. */
  pushUrl?: string;
  /**
   * Sets the address of our webhook, for a service that calls it. `onAnswer` gets the result of each call. Throws a
   * TypeError for the URL of another machine.
   */
  callAt?: (url: string, login: Login | undefined, onAnswer: (answer: CallAnswer) => void) => void;
  /**
   * Makes something arrive at the service; returns its id. Throws `BadInputError` for an item that cannot arrive there.
   */
  inject: (item: Record<string, unknown>) => string;
  /**
   * Gives everything sent from now on the outcome of this special number; undefined: each recipient's number decides.
   */
  endSendsAs: (kind: Order['kind'], number: string | undefined) => void;
  /** How many items the service still holds, and how many were closed there. */
  summary: () => { unread: number; received: number };
  close: () => Promise<void>;
}
