import type { Backlog } from '../../src/connection/backlog';
import type { ConnectionState } from '../../src/connection/connection-state';
import { compact } from '../../src/domain/compact';
import type { ProviderName } from '../../src/domain/events';
import type { Observation } from '../../src/domain/observation';

/** A connection has entered another state. */
export interface StateChange {
  what: 'connected' | 'polling' | 'connecting' | 'idle' | 'standby' | 'held' | 'error';
  direction: 'none';
  /** A stable short code. */
  reason?: string;
}

/** The number of a connection's open items has changed. */
export interface BacklogChange {
  what: 'backlog';
  direction: 'none';
  /** Number of items that wait for the flow or to be sent. */
  waiting: number;
}

export type Seen = Observation | StateChange | BacklogChange;

export interface SeenConnection {
  id: string;
  name: string;
  provider: ProviderName;
  simulator: boolean;
}

export type Observer = (connection: SeenConnection, seen: Seen) => void;

const observers = new Set<Observer>();

/** Everything that happens on this Node-RED's connections passes here as it happens. */
export const observations = {
  tell(connection: SeenConnection, seen: Seen): void {
    for (const observer of observers) {
      try {
        observer(connection, seen);
      } catch {
        // An observer that throws must not disturb what it observes.
      }
    }
  },

  /** Returns the function that ends it. */
  observe(observer: Observer): () => void {
    observers.add(observer);
    return () => observers.delete(observer);
  },
};

/** Reports each change of a connection's state, and of its backlog, once. */
export function stateObserver(connection: SeenConnection): (state: ConnectionState) => void {
  let last = '';
  let lastBacklog = '{}';
  return (state) => {
    const { backlog } = state;
    const held = JSON.stringify(backlog ?? {});
    if (held !== lastBacklog)
      observations.tell(connection, { what: 'backlog', direction: 'none', waiting: waitingIn(backlog) });
    lastBacklog = held;
    const reason = 'reason' in state ? state.reason : undefined;
    const now = `${state.state} ${reason ?? ''}`;
    if (now === last) return;
    last = now;
    observations.tell(
      connection,
      compact({
        what: state.state,
        direction: 'none',
        reason,
      }),
    );
  };
}

function waitingIn(backlog: Backlog | undefined): number {
  if (!backlog) return 0;
  return [backlog.fax, backlog.sms].reduce(
    (sum, { waiting, unclaimed, queued }) => sum + waiting + unclaimed + queued,
    0,
  );
}
