import type { SendingNode } from '../../../src/outbox/sending-nodes';

/** Takes the ends of the jobs that a connection's own dialog has begun: nobody waits for a message of them. */
export function silentNode(id: string): SendingNode {
  const nothing = (): void => undefined;
  return { id, accepted: nothing, finished: nothing, progress: nothing };
}
