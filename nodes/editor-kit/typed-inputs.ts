const TYPES = ['msg', 'str', 'env', 'flow', 'global', 'jsonata'] as const;

/** Makes typed inputs of these properties. What the editor puts in their place gets their names, for screen readers and clicks. */
export function prepareTyped(names: readonly string[]): void {
  for (const name of names) {
    const id = `node-input-${name}`;
    const field = $(`#${id}`);
    field.typedInput({ types: [...TYPES], typeField: `#${id}Type` });
    const label = $(`#${id}-label`);
    const shown = shownInput(name).attr({ 'aria-labelledby': `${id}-label`, 'aria-describedby': `${id}-hint` });
    label.on('click', () => shown.trigger('focus'));
    // By what stands in them, since the words of the label come later, and the type may be another one then.
    const choose = container(name).find('.red-ui-typedInput-type-select');
    choose.attr({ id: `${id}-choice`, 'aria-labelledby': `${id}-label ${id}-choice` });
  }
}

/** The input that a user sees of a typed property: it changes with each key, the other one only when this one is left. */
export function shownInput(name: string): JQuery {
  return container(name).find('.red-ui-typedInput-input');
}

/** What stands in the node as a text; undefined: it comes with the message. */
export function fixedText(name: string): string | undefined {
  const field = $(`#node-input-${name}`);
  return field.typedInput('type') === 'str' ? field.typedInput('value') : undefined;
}

/** Calls `show` with each key, and when the type is changed. */
export function onTyped(name: string, show: () => void): void {
  $(`#node-input-${name}`).on('change', show);
  container(name).on('input', 'input', show);
}

function container(name: string): JQuery {
  return $(`#node-input-${name}`).next('.red-ui-typedInput-container');
}
