import type { EventEmitter } from 'node:events';

/** What one connection does when flows start, all or some anew, and when they stop. Must not throw. */
export interface FlowListener {
  started(): void;
  stopping?(): void;
}

const listening = new WeakMap<EventEmitter, Set<FlowListener>>();

/**
 * Returns what ends it. All share one pair of listeners, because Node.js takes the eleventh of a kind for a leak: ten
 * connections would be enough for its warning.
 */
export function onFlows(events: EventEmitter, listener: FlowListener): () => void {
  const listeners = listening.get(events) ?? listen(events);
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Calls `act` once, when flows have started next. Returns what ends the wait; it may be called at any time. */
export function onNextStart(events: EventEmitter, act: () => void): () => void {
  const forget = onFlows(events, {
    started: () => {
      forget();
      act();
    },
  });
  return forget;
}

function listen(events: EventEmitter): Set<FlowListener> {
  const listeners = new Set<FlowListener>();
  listening.set(events, listeners);
  events.on('flows:started', () => {
    for (const listener of listeners) listener.started();
  });
  events.on('flows:stopping', () => {
    for (const listener of listeners) listener.stopping?.();
  });
  return listeners;
}
