import type { ConnectionState } from '../../src/connection/connection-state';
import type { Observation } from '../../src/domain/observation';
import type { ConnectionSettings } from './connection-settings';

/** A connection has come into another state. */
export interface StateChange {
  what: 'connected' | 'polling' | 'connecting' | 'idle' | 'held' | 'error';
  direction: 'none';
  /** A stable short code. */
  reason?: string;
}

export type Seen = Observation | StateChange;

export type SeenConnection = Pick<ConnectionSettings, 'id' | 'name' | 'provider' | 'simulator'>;

export type Observer = (connection: SeenConnection, seen: Seen) => void;

const observers = new Set<Observer>();

/** The one place where everything that happens on this Node-RED's connections can be seen as it happens. */
export const observations = {
  tell(connection: SeenConnection, seen: Seen): void {
    for (const observer of observers) {
      try {
        observer(connection, seen);
      } catch {
        // Whoever only watches must not stop what is watched.
      }
    }
  },

  /** Returns what ends it. */
  observe(observer: Observer): () => void {
    observers.add(observer);
    return () => observers.delete(observer);
  },
};

/** Tells of a connection's states, once a change: what is in its backlog makes no other state. */
export function stateObserver(connection: SeenConnection): (state: ConnectionState) => void {
  let last = '';
  return (state) => {
    const reason = 'reason' in state ? state.reason : undefined;
    const now = `${state.state} ${reason ?? ''}`;
    if (now === last) return;
    last = now;
    observations.tell(connection, {
      ...{ what: state.state, direction: 'none' },
      ...(reason !== undefined && { reason }),
    });
  };
}
