const TYPES = ['msg', 'str', 'env', 'flow', 'global', 'jsonata'] as const;

/**
 * Makes typed inputs of these properties. The elements that the editor puts in their place get labels for screen
 * readers.
 */
export function prepareTyped(names: readonly string[]): void {
  for (const name of names) {
    const id = `node-input-${name}`;
    const field = $(`#${id}`);
    field.typedInput({ types: [...TYPES], typeField: `#${id}Type` });
    const label = $(`#${id}-label`);
    const shown = shownInput(name).attr({ 'aria-labelledby': `${id}-label`, 'aria-describedby': `${id}-hint` });
    label.on('click', () => shown.trigger('focus'));
    // Labelled by reference, because the label's text is filled in later and the type may change.
    const choose = container(name).find('.red-ui-typedInput-type-select');
    choose.attr({ id: `${id}-choice`, 'aria-labelledby': `${id}-label ${id}-choice` });
  }
}

/**
 * The visible input of a typed property. It changes with each key; the hidden one only when this one loses the focus.
 */
export function shownInput(name: string): JQuery {
  return container(name).find('.red-ui-typedInput-input');
}

/** The text entered in the node itself; undefined: the value comes from elsewhere, such as the message. */
export function fixedText(name: string): string | undefined {
  const field = $(`#node-input-${name}`);
  return field.typedInput('type') === 'str' ? field.typedInput('value') : undefined;
}

/** Calls `show` at each key, and when the type is changed. */
export function onTyped(name: string, show: () => void): void {
  $(`#node-input-${name}`).on('change', show);
  container(name).on('input', 'input', show);
}

function container(name: string): JQuery {
  return $(`#node-input-${name}`).next('.red-ui-typedInput-container');
}
