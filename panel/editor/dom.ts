interface Options {
  class?: string;
  /** Shown as text, never parsed as HTML. */
  text?: string;
  attrs?: Record<string, string>;
}

export function el<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  { class: name, text, attrs = {} }: Options = {},
  children: (Node | string)[] = [],
): HTMLElementTagNameMap[Tag] {
  const element = document.createElement(tag);
  if (name !== undefined) element.className = name;
  if (text !== undefined) element.textContent = text;
  for (const [attribute, value] of Object.entries(attrs)) element.setAttribute(attribute, value);
  element.append(...children);
  return element;
}

export function button(text: string, onClick: () => void, attrs: Record<string, string> = {}): HTMLButtonElement {
  const made = el('button', { text, class: 'red-ui-button red-ui-button-small', attrs: { type: 'button', ...attrs } });
  made.addEventListener('click', onClick);
  return made;
}

/** Changes the text only if it differs, so that screen readers announce only what is new. */
export function setText(element: Element, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}

let ids = 0;

export function newId(): string {
  ids += 1;
  return `pushline-panel-${ids}`;
}
