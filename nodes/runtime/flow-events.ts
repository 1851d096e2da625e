import type { EventEmitter } from 'node:events';

/** What one connection does when flows start, all or some anew, and when they stop. Must not throw. */
export interface FlowListener {
  /** Before anybody's `started`. */
  starting?(): void;
  started?(): void;
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

const stopped = new WeakSet<EventEmitter>();

/** Between a stop and the next start, in which a deploy exchanges nodes. */
export function areFlowsStopped(events: EventEmitter): boolean {
  return stopped.has(events);
}

function listen(events: EventEmitter): Set<FlowListener> {
  const listeners = new Set<FlowListener>();
  listening.set(events, listeners);
  events.on('flows:started', () => {
    stopped.delete(events);
    for (const listener of listeners) listener.starting?.();
    for (const listener of listeners) listener.started?.();
  });
  events.on('flows:stopping', () => {
    stopped.add(events);
    for (const listener of listeners) listener.stopping?.();
  });
  return listeners;
}
