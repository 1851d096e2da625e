/**
 * Held while the pointer is over the element and, with `byFocus`, while the focus is in it: its rows must not move
 * then.
 */
export class Hold {
  readonly #onChange: () => void;
  #isPointedAt = false;
  #hasFocus = false;

  constructor(element: HTMLElement, onChange: () => void, { byFocus }: { byFocus: boolean }) {
    this.#onChange = onChange;
    element.addEventListener('pointerenter', () => this.#set({ isPointedAt: true }));
    element.addEventListener('pointerleave', () => this.#set({ isPointedAt: false }));
    if (!byFocus) return;
    element.addEventListener('focusin', () => this.#set({ hasFocus: true }));
    element.addEventListener('focusout', () => this.#set({ hasFocus: false }));
  }

  get isHeld(): boolean {
    return this.#isPointedAt || this.#hasFocus;
  }

  #set({ isPointedAt = this.#isPointedAt, hasFocus = this.#hasFocus }): void {
    this.#isPointedAt = isPointedAt;
    this.#hasFocus = hasFocus;
    this.#onChange();
  }
}
