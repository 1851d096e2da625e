import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createContext, runInContext, type Context } from 'node:vm';
import type { NodeType } from '../../nodes/runtime/defaults';

const nodes = join(__dirname, '../../nodes');

/** What a node's dialog registers, as far as it is used here. */
export interface EditorDefinition {
  defaults: Record<string, EditorProperty>;
  credentials?: Record<string, EditorProperty>;
  outputs?: number;
}
interface EditorProperty {
  value?: unknown;
  required?: boolean;
  validate?: (this: object, value: unknown, options: object) => unknown;
}

/** The editor's own code of one node, as it is in the page, but without a page. `connections` are what `RED.nodes` has. */
export function editorDefinition(type: NodeType, connections: Record<string, object> = {}): EditorDefinition {
  let found: EditorDefinition | undefined;
  const page: Context = createContext({
    window: {},
    URL,
    Intl,
    RED: {
      nodes: {
        registerType: (_name: string, definition: EditorDefinition) => void (found = definition),
        node: (id: string) => connections[id] ?? null,
      },
      editor: {},
    },
  });
  runInContext(`window.Pushline = undefined; ${read('runtime/editor.js')}; var Pushline = window.Pushline;`, page);
  const html = read(`${type}/${type}.html`);
  for (const [, script = ''] of html.matchAll(/<script type="text\/javascript">([\s\S]*?)<\/script>/g)) {
    runInContext(script, page);
  }
  if (!found) throw new Error(`${type}: nothing is registered`);
  return found;
}

/** Does the editor take this node as valid, as its `validateNode` decides? */
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

/** What each list in a node's dialog offers, by property. */
export function offeredChoices(type: NodeType): Record<string, string[]> {
  const lists = read(`${type}/${type}.html`).matchAll(
    /<select id="node-(?:config-)?input-(\w+)"[^>]*>([\s\S]*?)<\/select>/g,
  );
  return Object.fromEntries(
    Array.from(lists, ([, name = '', options = '']) => [
      name,
      Array.from(options.matchAll(/<option value="([^"]*)"/g), ([, value = '']) => value),
    ]),
  );
}

function read(path: string): string {
  return readFileSync(join(nodes, path), 'utf8');
}
