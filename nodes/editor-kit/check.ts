import { isNumber, type NumberRule } from '../rules/number';
import { holdsVariable } from '../rules/variable';
import type { EditorNode, Validate } from './red';

/**
 * What is wrong with a value: a key below `validation` of the node's catalogue, with its values; undefined: nothing.
 */
export type Problem = string | { reason: string; values: Record<string, unknown> } | undefined;

/** Makes a validator for the editor of a rule that says what is wrong. */
export function check(rule: (node: EditorNode, value: unknown) => Problem): Validate {
  return function (value, options) {
    const problem = rule(this, value);
    if (problem === undefined) return true;
    if (!options) return false;
    const { reason, values } = typeof problem === 'string' ? { reason: problem, values: {} } : problem;
    return this._(`${this.type}.validation.${reason}`, values);
  };
}

/** Makes a validator of a rule that lists everything that is missing, in the user's language. */
export function checkNode(rule: (node: EditorNode) => string[]): Validate {
  return function (value, options) {
    const missing = rule(this);
    return options ? missing : missing.length === 0;
  };
}

/** As `check`, for the text in a field. Empty text is never wrong, nor is a variable, which only the runtime knows. */
export function checkText(rule: (text: string, node: EditorNode) => Problem): Validate {
  return check((node, value) => {
    const text = textOf(value);
    return text === '' || holdsVariable(text) ? undefined : rule(text, node);
  });
}

type TextRule = (text: string, node: EditorNode) => Problem;

/**
 * As `check`, for a typed property. `rule` applies to text entered in the node itself; every other type needs the name
 * of the place that the value comes from. A property that is not saved has its default.
 */
export function checkTyped(
  name: string,
  rule?: TextRule,
  isNeeded: (node: EditorNode) => boolean = () => false,
): Validate {
  return check((node, value) => {
    const text = textOf(value);
    const isFixed = typeOf(node, name) === 'str';
    if (text !== '') return isFixed && !holdsVariable(text) ? rule?.(text, node) : undefined;
    return value === undefined || (isFixed && !isNeeded(node)) ? undefined : needed(node, name);
  });
}

/** As `checkTyped`, for a property without which nothing can be sent. */
export function checkNeeded(name: string, rule?: TextRule): Validate {
  return checkTyped(name, rule, () => true);
}

function needed(node: EditorNode, name: string): Problem {
  return { reason: 'needed', values: { label: node._(`${node.type}.label.${name}`) } };
}

export function checkNumber(rule: NumberRule): Validate {
  const { min, whole } = rule;
  return checkText((text) =>
    isNumber(text, rule) ? undefined : { reason: whole ? 'wholeAtLeast' : 'atLeast', values: { min } },
  );
}

/** A value as trimmed text. It may be a number in a flow that was not made in the editor. */
export function textOf(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value).trim() : '';
}

/** Is the node's dialog open? Then its fields count, and not what is saved. */
export function isOpen(node: EditorNode): boolean {
  return RED.editor.getEditStack?.().includes(node) ?? false;
}

function typeOf(node: EditorNode, name: string): unknown {
  return (isOpen(node) ? $(`#node-input-${name}Type`).val() : node[`${name}Type`]) || 'msg';
}
