import { join } from 'node:path';
import { createContext, runInContext } from 'node:vm';
import { buildSync } from 'esbuild';
import type { NodeType } from '../../nodes/rules/defaults';

/** The part of a node's registration in the editor that is used here. */
export interface EditorDefinition {
  defaults: Record<string, EditorProperty>;
  credentials?: Record<string, EditorProperty>;
  color?: string;
  outputs?: number;
}
interface EditorProperty {
  value?: unknown;
  required?: boolean;
  validate?: (this: object, value: unknown, options: object) => unknown;
}

const codes = new Map<NodeType, string>();

/** Runs a node's editor code without a page. `connections` are the nodes that `RED.nodes` has. */
export function editorDefinition(type: NodeType, connections: Record<string, object> = {}): EditorDefinition {
  let found: EditorDefinition | undefined;
  const page = createContext({
    URL,
    TextEncoder,
    URLSearchParams,
    Intl,
    RED: {
      nodes: {
        registerType: (_name: string, definition: EditorDefinition) => void (found = definition),
        node: (id: string) => connections[id] ?? null,
      },
      editor: {},
      view: { annotations: { register: () => undefined } },
      events: { on: () => undefined },
    },
    setTimeout: () => undefined,
  });
  const code = codes.get(type) ?? bundled(type);
  codes.set(type, code);
  runInContext(code, page);
  if (!found) throw new Error(`${type}: nothing is registered`);
  return found;
}

/** Whether the editor considers this node valid, by the rules of its `validateNode`. */
export function isValid({ defaults }: EditorDefinition, node: Record<string, unknown>): boolean {
  const self = { _: (key: string) => key, ...node };
  return Object.entries(defaults).every(([name, { required, validate }]) => {
    const value = node[name];
    if (required === true && value === '') return false;
    if (!validate || (required === false && value === '')) return true;
    const verdict = validate.call(self, value, {});
    return Array.isArray(verdict) ? verdict.length === 0 : verdict === true;
  });
}

function bundled(type: NodeType): string {
  const entryPoints = [join(__dirname, '../../nodes', type, 'editor.ts')];
  const { outputFiles } = buildSync({ entryPoints, bundle: true, write: false, format: 'iife', platform: 'browser' });
  return outputFiles[0]?.text ?? '';
}
