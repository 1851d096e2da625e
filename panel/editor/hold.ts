/** While somebody points at the element, or is in it with the keyboard, its rows must not move. */
export class Hold {
  #isPointedAt = false;
  #hasFocus = false;

  constructor(
    element: HTMLElement,
    private readonly onChange: () => void,
  ) {
    element.addEventListener('pointerenter', () => this.#set({ isPointedAt: true }));
    element.addEventListener('pointerleave', () => this.#set({ isPointedAt: false }));
    element.addEventListener('focusin', () => this.#set({ hasFocus: true }));
    element.addEventListener('focusout', () => this.#set({ hasFocus: false }));
  }

  get isHeld(): boolean {
    return this.#isPointedAt || this.#hasFocus;
  }

  #set({ isPointedAt = this.#isPointedAt, hasFocus = this.#hasFocus }): void {
    this.#isPointedAt = isPointedAt;
    this.#hasFocus = hasFocus;
    this.onChange();
  }
}
