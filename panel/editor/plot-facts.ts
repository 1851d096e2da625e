import type { Series } from './wire';

export const PLOTS = ['received', 'sent', 'failed', 'waiting', 'acceptMs'] as const;
export type PlotName = (typeof PLOTS)[number];

export interface PlotFacts {
  values: (number | null)[];
  most: number;
  /** When the value was highest; undefined: it was always 0. */
  mostAt: number | undefined;
  /** The number beside the plot: the sum, or the current value. */
  now: number | undefined;
}

/** Plots of events show their sum; those of waiting items and of the time to accept show the current value. */
const SUMMED: readonly PlotName[] = ['received', 'sent', 'failed'];

export function isSummed(name: PlotName): boolean {
  return SUMMED.includes(name);
}

export function factsOf(series: Series, name: PlotName): PlotFacts {
  const values: (number | null)[] = series[name];
  const known = values.filter((value) => value !== null);
  const most = known.reduce((max, value) => Math.max(max, value), 0);
  const mostAt = most > 0 ? series.at[values.indexOf(most)] : undefined;
  const now = isSummed(name) ? known.reduce((sum, value) => sum + value, 0) : known.at(-1);
  return { values, most, mostAt, now };
}
