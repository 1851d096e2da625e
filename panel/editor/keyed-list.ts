export interface Row<Value> {
  element: HTMLElement;
  update(value: Value): void;
}

/**
 * A list whose rows are updated by key: a row that stays keeps its element, with its focus and what is unfolded in it.
 */
export class KeyedList<Value> {
  readonly #parent: HTMLElement;
  readonly #keyOf: (value: Value) => string;
  readonly #make: (value: Value) => Row<Value>;
  readonly #rows = new Map<string, Row<Value>>();

  constructor(parent: HTMLElement, keyOf: (value: Value) => string, make: (value: Value) => Row<Value>) {
    this.#parent = parent;
    this.#keyOf = keyOf;
    this.#make = make;
  }

  show(values: Value[]): void {
    const wanted = new Set(values.map(this.#keyOf));
    for (const [key, row] of this.#rows) if (!wanted.has(key)) this.#remove(key, row);
    let place = this.#parent.firstElementChild;
    for (const value of values) {
      const { element } = this.#shown(value);
      if (element === place) place = place.nextElementSibling;
      else this.#parent.insertBefore(element, place);
    }
  }

  #shown(value: Value): Row<Value> {
    const key = this.#keyOf(value);
    const known = this.#rows.get(key);
    if (known) known.update(value);
    const row = known ?? this.#make(value);
    this.#rows.set(key, row);
    return row;
  }

  /** If the removed row had the focus, the next row gets it, not the top of the page. */
  #remove(key: string, { element }: Row<Value>): void {
    const hadFocus = element.contains(document.activeElement);
    const next = element.nextElementSibling ?? element.previousElementSibling ?? this.#parent;
    element.remove();
    this.#rows.delete(key);
    if (hadFocus && next instanceof HTMLElement) next.focus();
  }
}
