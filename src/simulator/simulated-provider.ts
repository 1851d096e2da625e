import type { Order } from '../domain/job';
import type { Credentials, Login } from '../domain/login';

/** A status, or in a word why there was none. */
export type CallAnswer = number | string;

/** The simulated service behind a connection with `simulator: true`, whichever provider it imitates. */
export interface SimulatedProvider {
  baseUrl: string;
  account: string;
  credentials: Partial<Credentials>;
  /** Of Aculab. */
  service?: string;
  /** Only where the provider has a push socket. */
  pushUrl?: string;
  /** Tells a service that calls us where we are; `told` hears what came of each call. Throws on another machine's URL. */
  callAt?: (url: string, login: Login | undefined, told: (answer: CallAnswer) => void) => void;
  /** Something arrives at the service; returns its id. Throws `BadInputError` for what cannot arrive there. */
  inject: (item: Record<string, unknown>) => string;
  /** How what is sent ends from now on, by the special number that stands for it; undefined: each number decides. */
  endSendsAs: (kind: Order['kind'], number: string | undefined) => void;
  /** What the service still holds, and what it was told is closed. */
  summary: () => { unread: number; received: number };
  close: () => Promise<void>;
}
