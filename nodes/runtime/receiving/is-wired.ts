import type { RuntimeNode } from '../node-red';

/** Does a wire leave the node, or this output of it? What is sent without one is lost. */
export function isWired({ wires }: RuntimeNode, output?: number): boolean {
  const asked = output === undefined ? wires : wires.slice(output, output + 1);
  return asked.some((targets) => targets.length > 0);
}
