import type { EventEmitter } from 'node:events';

/** Called when flows start, all of them or those that a deploy restarts, and when they stop. Must not throw. */
export interface FlowListener {
  /** Called before the `started` of any listener. */
  starting?(): void;
  started?(): void;
  stopping?(): void;
}

const listening = new WeakMap<EventEmitter, Set<FlowListener>>();

/**
 * Returns the function that removes the listener. All share one pair of listeners at Node-RED, because Node.js warns
 * of a leak at the eleventh of a kind.
 */
export function onFlows(events: EventEmitter, listener: FlowListener): () => void {
  const listeners = listening.get(events) ?? listen(events);
  listeners.add(listener);
  return () => listeners.delete(listener);
}

const stopped = new WeakSet<EventEmitter>();

/** True between a stop of the flows and their next start, while a deploy replaces nodes. */
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
