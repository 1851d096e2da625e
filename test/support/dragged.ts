import type { NodeType } from '../../nodes/rules/defaults';
import { editorDefinition } from './editor-definitions';
import type { FlowNode } from './node-red';

/**
 * A node as the editor saves it after it was dragged in and wired; `typed` are the properties that the user entered.
 */
export function dragged(type: NodeType, id: string, wires: string[][], typed: object = {}): FlowNode {
  const { defaults } = editorDefinition(type);
  const properties = Object.fromEntries(Object.entries(defaults).map(([name, { value }]) => [name, value]));
  return { id, type, ...properties, ...(type !== 'mark-received' && { connection: 'line-1' }), wires, ...typed };
}
