import { DEFAULTS, type NodeType } from '../rules/defaults';
import { NUMBERS, type NumberRule } from '../rules/number';
import { checkNumber } from './check';
import type { EditorNode, Property } from './red';

/**
 * A node's `defaults`: the runtime's default values, the rules for numbers, and what `more` adds for single
 * properties.
 */
export function propertiesOf<T extends NodeType>(
  type: T,
  more: { [K in keyof (typeof DEFAULTS)[T]]?: Omit<Property, 'value'> } = {},
): Record<string, Property> {
  const numbers: Partial<Record<NodeType, Record<string, NumberRule>>> = NUMBERS;
  const rules: Record<string, Omit<Property, 'value'> | undefined> = more;
  return Object.fromEntries(
    Object.entries<Property['value']>(DEFAULTS[type]).map(([name, value]) => {
      const rule = numbers[type]?.[name];
      const checked: Property = rule ? { value, validate: checkNumber(rule) } : { value };
      return [name, { ...checked, ...rules[name] }];
    }),
  );
}

/** A node's label on the workspace: its name, or the kind of node that it is. */
export function labelOf(node: EditorNode): string {
  return nameOf(node) || node._(`${node.type}.label.node`);
}

export function labelStyleOf(node: EditorNode): string {
  return nameOf(node) ? 'node_label_italic' : '';
}

export function nameOf({ name }: EditorNode): string {
  return typeof name === 'string' ? name : '';
}
