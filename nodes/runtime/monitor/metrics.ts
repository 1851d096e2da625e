import {
  Counter,
  Gauge,
  Histogram,
  Registry,
  type OpenMetricsContentType,
  type PrometheusContentType,
} from 'prom-client';
import { systemClock } from '../../../src/domain/clock';
import { Histogram as Kept } from '../monitored/histogram';
import { ACCEPT, METRICS, STORE_UP, type MetricDefinition } from './metric-definitions';
import type { MonitoredConnection } from '../monitored/monitored';
import { snapshot, type Snapshot } from './snapshot';

type AnyRegistry = Registry<OpenMetricsContentType | PrometheusContentType>;

/** A snapshot under the labels that all its values have. */
interface Labelled {
  one: Snapshot;
  labels: Record<'connection' | 'provider', string>;
}

const SHARED = ['connection', 'provider'] as const;

/** All metrics in the format of Prometheus, or of OpenMetrics if `accept` asks for it, made from the current counts. */
export async function metrics(
  connections: readonly MonitoredConnection[],
  accept: string,
): Promise<{ contentType: string; text: string }> {
  const isOpen = /application\/openmetrics-text/i.test(accept);
  const registry: AnyRegistry = new Registry();
  registry.setContentType(isOpen ? Registry.OPENMETRICS_CONTENT_TYPE : Registry.PROMETHEUS_CONTENT_TYPE);
  const names = labelNames(connections);
  const all = await Promise.all(
    connections.map(async (connection) => ({
      one: await snapshot(connection),
      labels: { connection: names.get(connection) ?? connection.id, provider: connection.provider },
    })),
  );
  const now = systemClock().wall();
  new Gauge({ ...STORE_UP, registers: [registry] }).set(
    connections.some(({ storeProblem }) => storeProblem !== undefined) ? 0 : 1,
  );
  for (const definition of METRICS) add(registry, definition, { all, now });
  new KeptHistogram(registry, all);
  return { contentType: registry.contentType, text: await registry.metrics() };
}

function add(
  registry: AnyRegistry,
  { read, type, name, help, labels: own }: MetricDefinition,
  { all, now }: { all: Labelled[]; now: number },
): void {
  const options = { name, help, labelNames: [...SHARED, ...own], registers: [registry] };
  const metric = type === 'counter' ? new Counter(options) : new Gauge(options);
  for (const { one, labels } of all) {
    for (const { labels: more, value } of read(one, now)) metric.inc({ ...labels, ...more }, value);
  }
}

/**
 * Writes buckets counted by us: the library's own histogram would need every value, and many come before it is loaded.
 */
class KeptHistogram extends Histogram {
  readonly #all: Labelled[];

  constructor(registry: AnyRegistry, all: Labelled[]) {
    super({ ...ACCEPT, labelNames: [...SHARED], buckets: [...Kept.BOUNDS], registers: [registry] });
    this.#all = all;
  }

  /** The registry calls this method for what it writes. */
  getForPromString() {
    const values = this.#all.flatMap(({ one, labels }) => {
      const { accept } = one.connection.tallies;
      const buckets = accept.upTo.map(({ bound, count }) => ({
        metricName: `${ACCEPT.name}_bucket`,
        value: count,
        labels: { ...labels, le: bound === Infinity ? '+Inf' : bound },
      }));
      const sum = { metricName: `${ACCEPT.name}_sum`, value: accept.sum, labels };
      return [...buckets, sum, { metricName: `${ACCEPT.name}_count`, value: accept.count, labels }];
    });
    return { ...ACCEPT, type: 'histogram', values };
  }
}

/** The label `connection`: its name; with the id if two have the same name, and only the id if it has none. */
function labelNames(connections: readonly MonitoredConnection[]): Map<MonitoredConnection, string> {
  const isUnique = (name: string): boolean => connections.filter((one) => one.name === name).length === 1;
  const nameOf = ({ id, name }: MonitoredConnection): string =>
    name === '' ? id : isUnique(name) ? name : `${name} (${id})`;
  return new Map(connections.map((one) => [one, nameOf(one)]));
}
