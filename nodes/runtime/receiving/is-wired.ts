import type { RuntimeNode } from '../node-red';

/** Is any output of the node wired, or this one? Messages sent to an output without a wire are lost. */
export function isWired({ wires }: RuntimeNode, output?: number): boolean {
  const asked = output === undefined ? wires : wires.slice(output, output + 1);
  return asked.some((targets) => targets.length > 0);
}
