import type { ConnectionState } from '../../../src/connection/connection-state';
import type { NodeRed, NodeStatus } from '../node-red';

/** Reasons that last until the user or something outside puts them right: their text names no next attempt. */
const LASTING = new Set([
  'no-connection',
  'config',
  'duplicate',
  'no-store',
  'store-config',
  'store',
  'store-locked',
  'store-no-locks',
  'store-damaged',
  'store-incomplete',
  'store-copied',
  'store-moved',
  'store-binary',
  'disk-full',
  'database-away',
  'database-login',
  'database-missing',
  'database-certificate',
  'database-rights',
  'database-read-only',
  'database-unsafe',
  'database-newer',
  'database-other',
  'database-group',
  'database-restored',
  'database-instance',
  'database-moving',
  'documents-folder',
  'path-in-use',
  'no-http',
  'not-reached',
]);
/** Reasons whose text also gives the time of the next attempt; any other reason is shown as "unreachable". */
const PASSING = new Set(['auth', 'push-auth', 'refused', 'rate-limited', 'tls', 'clock', 'error']);

/**
 * A node's status. Fixed texts are catalogue keys, texts with values are made here. Never holds a phone number or a
 * name.
 */
export function statusOf(RED: NodeRed, type: string, state: ConnectionState): NodeStatus {
  const key = (name: string): string => `${type}.status.${name}`;
  switch (state.state) {
    case 'idle':
      return { fill: 'grey', shape: 'ring', text: key('idle'), state: 'idle' };
    case 'connecting':
      return { fill: 'yellow', shape: 'ring', text: key('connecting'), state: 'connecting' };
    case 'connected':
      return { fill: 'green', shape: 'dot', text: key('connected'), state: 'connected' };
    case 'polling':
      return { fill: 'green', shape: 'dot', text: key('polling'), state: 'polling' };
    case 'standby':
      return { fill: 'green', shape: 'ring', text: key('standby'), state: 'standby' };
    case 'held':
      return {
        fill: 'red',
        shape: 'ring',
        state: 'held',
        text: RED._(key(state.reason), { time: timeOfDay(state.retryAt) }),
      };
    case 'error':
      return { fill: 'red', shape: 'ring', text: errorText(RED, key, state), state: 'error' };
  }
}

function errorText(
  RED: NodeRed,
  key: (name: string) => string,
  { reason, retryAt }: ConnectionState & { state: 'error' },
): string {
  if (LASTING.has(reason)) return key(reason);
  const name = PASSING.has(reason) ? reason : 'unreachable';
  return retryAt === undefined ? key(name) : RED._(key(`${name}-until`), { time: timeOfDay(retryAt) });
}

/** Such as `2 waiting, 1 dead`: all counts above 0, in the given order; empty if there are none. */
export function countText(RED: NodeRed, type: string, counts: Record<string, number>): string {
  const some = Object.entries(counts).filter(([, number]) => number > 0);
  return some.map(([name, number]) => RED._(`${type}.count.${name}`, { number })).join(', ');
}

/** A time as this machine's clock shows it: `14:43`. */
export function timeOfDay(at: number): string {
  const time = new Date(at);
  return `${String(time.getHours()).padStart(2, '0')}:${String(time.getMinutes()).padStart(2, '0')}`;
}
