import type { Entry, LiveNews, Overview } from './wire';

/** `refused`: the user may not see it. `stale`: the runtime did not answer last time, and what is shown is old. */
export type Freshness = 'loading' | 'fresh' | 'stale' | 'refused';

export interface PanelState {
  freshness: Freshness;
  overview: Overview | undefined;
  timeline: Entry[];
}

export type Change =
  { type: 'answered'; overview: Overview } | { type: 'news'; news: LiveNews } | { type: 'failed'; isRefused: boolean };

/** As many as the runtime keeps. */
const TIMELINE_LIMIT = 200;

export const EMPTY: PanelState = { freshness: 'loading', overview: undefined, timeline: [] };

export function reduce(state: PanelState, change: Change): PanelState {
  switch (change.type) {
    case 'answered': {
      const { overview } = change;
      const known = overview.epoch === state.overview?.epoch ? state.timeline : [];
      return { freshness: 'fresh', overview, timeline: merged(known, overview.timeline) };
    }
    case 'news':
      // Of a runtime that was started since: the next answer brings all of it.
      if (change.news.epoch !== state.overview?.epoch) return state;
      // Every editor hears them, so they say less than the answer does.
      return { ...state, timeline: merged(change.news.entries, state.timeline) };
    case 'failed':
      if (change.isRefused) return { freshness: 'refused', overview: undefined, timeline: [] };
      return { ...state, freshness: state.overview ? 'stale' : 'loading' };
  }
}

/** Newest first, each once, in whatever order they came; of two that are the same the better one. */
function merged(entries: Entry[], better: Entry[]): Entry[] {
  const all = new Map([...entries, ...better].map((entry) => [entry.n, entry]));
  return [...all.values()].sort((a, b) => b.n - a.n).slice(0, TIMELINE_LIMIT);
}
