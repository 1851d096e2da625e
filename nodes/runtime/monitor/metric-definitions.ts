import type { MonitoredConnection } from '../monitored/monitored';
import type { SharingSnapshot, Snapshot } from './snapshot';
import type { Tallies, Tally } from '../monitored/tallies';

interface Value {
  labels: Record<string, string>;
  value: number;
}

export interface MetricDefinition {
  /** By the conventions of Prometheus: ends with the unit, or with `_total` for a counter. */
  name: string;
  help: string;
  type: 'counter' | 'gauge';
  /** Labels besides `connection` and `provider`. */
  labels: readonly string[];
  /** `now`: ms of the wall clock. */
  read: (one: Snapshot, now: number) => Value[];
}

const STATES = ['idle', 'connecting', 'connected', 'polling', 'standby', 'held', 'error'] as const;

/** The histogram; its buckets are kept in `Tallies`. */
export const ACCEPT = {
  name: 'pushline_accept_duration_seconds',
  help: 'From the arrival of a fax or SMS until it was stored durably.',
} as const;
export const STORE_UP = {
  name: 'pushline_store_up',
  help: '1 while the store accepts what comes in, 0 while it does not.',
} as const;

/** The metrics of each connection. */
export const METRICS: readonly MetricDefinition[] = [
  counted('received', 'Faxes and SMS that came in.', ({ items }) => items.received, ['kind']),
  counted('done', 'Received faxes and SMS that were closed.', ({ items }) => items.done, ['kind']),
  counted('dead', 'Received faxes and SMS that used up their attempts.', ({ items }) => items.dead, ['kind']),
  counted('queued', 'Faxes and SMS that nodes submitted.', ({ items }) => items.queued, ['kind']),
  counted('sent', 'Faxes that arrived, and SMS that the provider has accepted.', ({ items }) => items.sent, ['kind']),
  counted('delivered', 'SMS that are known to have arrived.', ({ items }) => items.delivered, ['kind']),
  counted('failed', 'Faxes and SMS that were not sent, or did not arrive.', ({ items }) => items.failed, ['kind']),
  counted('cancelled', 'Faxes and SMS that were cancelled.', ({ items }) => items.cancelled, ['kind']),
  counted('unknown', 'Faxes and SMS that may or may not have been sent.', ({ items }) => items.unknown, ['kind']),
  counted('given_up', 'Faxes and SMS given up with an unknown outcome.', ({ items }) => items.givenUp, ['kind']),
  counted('retries', 'Repeated offers to the flow, and repeated calls.', ({ retries }) => retries, ['of']),
  counted('repeated', 'Events that came again and were already known.', ({ again }) => again),
  counted('quarantined', 'Inputs that were not understood and are kept.', ({ quarantined }) => quarantined),
  counted('webhook_answers', 'Answers to webhook requests.', ({ answers }) => answers, ['code']),
  counted('document_bytes', 'Bytes of documents that came in.', ({ documentBytes }) => documentBytes),
  counted('store_failures', 'Times that the store became unusable.', ({ storeFailures }) => storeFailures),
  {
    name: 'pushline_connection_up',
    type: 'gauge',
    labels: [],
    help: '1 while the connection works or is not used, 0 while it does not work.',
    read: ({ connection }) => [{ labels: {}, value: connection.failingMs === undefined ? 1 : 0 }],
  },
  {
    name: 'pushline_connection_state',
    type: 'gauge',
    labels: ['state'],
    help: '1 for the state that the connection is in.',
    read: ({ connection }) =>
      STATES.map((state) => ({ labels: { state }, value: connection.state.state === state ? 1 : 0 })),
  },
  {
    name: 'pushline_holder',
    type: 'gauge',
    labels: [],
    help: '1 while this instance polls and sends for the connection, 0 while another one does, or none.',
    read: ({ sharing }) => (sharing ? [{ labels: {}, value: sharing.isHolder ? 1 : 0 }] : []),
  },
  {
    name: 'pushline_instances',
    type: 'gauge',
    labels: ['state'],
    help: 'Instances of a shared store, this one included; gone ones until their work has been taken over.',
    read: ({ sharing }) => (sharing ? instancesIn(sharing) : []),
  },
  {
    name: 'pushline_other_heard_age_seconds',
    type: 'gauge',
    labels: ['other'],
    help: 'Time since each other instance was last heard.',
    read: ({ sharing }) =>
      (sharing?.instances ?? []).flatMap(({ name, lagMs }) =>
        lagMs === undefined ? [] : [{ labels: { other: name }, value: lagMs / 1_000 }],
      ),
  },
  {
    name: 'pushline_last_contact_timestamp_seconds',
    type: 'gauge',
    labels: ['way'],
    help: 'When the provider last showed that it is there, by push, poll, webhook or send.',
    read: ({ connection }) => contactsOf(connection),
  },
  {
    name: 'pushline_items',
    type: 'gauge',
    labels: ['state'],
    help: 'Open faxes and SMS: received ones, those to be sent, and what is in quarantine.',
    read: ({ holding = {} }) =>
      Object.entries(holding).map(([name, value]) => ({
        labels: { state: underscored(name) },
        value: value as number,
      })),
  },
  {
    name: 'pushline_oldest_open_age_seconds',
    type: 'gauge',
    labels: ['direction'],
    help: 'Age of the oldest open item; 0 if none is open.',
    read: ({ oldest }, now) => {
      if (!oldest) return [];
      const age = (at = now): number => Math.max(now - at, 0) / 1_000;
      return [
        { labels: { direction: 'in' }, value: age(oldest.in) },
        { labels: { direction: 'out' }, value: age(oldest.out) },
      ];
    },
  },
];

function counted(
  name: string,
  help: string,
  tallyOf: (tallies: Tallies) => Tally,
  labels: string[] = [],
): MetricDefinition {
  return {
    name: `pushline_${name}_total`,
    help,
    type: 'counter',
    labels,
    read: ({ connection }) => tallyOf(connection.tallies).values.map(({ labels, count }) => ({ labels, value: count })),
  };
}

function instancesIn({ instances }: SharingSnapshot): Value[] {
  // While the store fails the number is not known.
  if (instances.length === 0 || instances.some(({ state }) => state === 'cut-off')) return [];
  const count = (wanted: string): number => instances.filter(({ state }) => state === wanted).length;
  return ['alive', 'gone'].map((state) => ({ labels: { state }, value: count(state) }));
}

function contactsOf({ lastContact }: MonitoredConnection): Value[] {
  return Object.entries(lastContact).map(([way, at]) => ({ labels: { way }, value: at / 1_000 }));
}

function underscored(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
