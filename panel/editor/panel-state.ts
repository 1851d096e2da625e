import type { Entry, LiveNews, Overview } from './wire';

/** `refused`: the user may not see the panel. `stale`: the last request failed, and what is shown is old. */
export type Freshness = 'loading' | 'fresh' | 'stale' | 'refused';

export interface PanelState {
  freshness: Freshness;
  overview: Overview | undefined;
  timeline: Entry[];
}

export type Change =
  { type: 'answered'; overview: Overview } | { type: 'news'; news: LiveNews } | { type: 'failed'; isRefused: boolean };

/** As many entries as the runtime sends. */
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
      // The runtime has been restarted since: the next answer brings everything.
      if (change.news.epoch !== state.overview?.epoch) return state;
      // Every editor gets the news, so their entries say less than those of an answer.
      return { ...state, timeline: merged(change.news.entries, state.timeline) };
    case 'failed':
      if (change.isRefused) return { freshness: 'refused', overview: undefined, timeline: [] };
      return { ...state, freshness: state.overview ? 'stale' : 'loading' };
  }
}

/** All entries, newest first and each once; of the same entry the one in `better` is kept. */
function merged(entries: Entry[], better: Entry[]): Entry[] {
  const all = new Map([...entries, ...better].map((entry) => [entry.n, entry]));
  return [...all.values()].sort((a, b) => b.n - a.n).slice(0, TIMELINE_LIMIT);
}
