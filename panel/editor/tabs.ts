import { el, newId } from './dom';

export interface Tab {
  name: string;
  label: string;
  content: HTMLElement;
}

/** Tabs by the ARIA authoring practices: arrow keys move between them, and only the chosen one is reached by Tab. */
export class Tabs {
  readonly #onChoose: (name: string) => void;
  readonly element: HTMLElement;
  readonly #tabs: (Tab & { button: HTMLButtonElement })[];
  #chosen = '';

  constructor(label: string, tabs: Tab[], onChoose: (name: string) => void) {
    this.#onChoose = onChoose;
    this.#tabs = tabs.map((tab) => ({ ...tab, button: this.#button(tab) }));
    const list = el(
      'div',
      { class: 'pushline-tabs', attrs: { role: 'tablist', 'aria-label': label } },
      this.#tabs.map(({ button }) => button),
    );
    list.addEventListener('keydown', (event) => this.#move(event));
    this.element = el('div', { class: 'pushline-tabbed' }, [list, ...tabs.map(({ content }) => content)]);
  }

  get chosen(): string {
    return this.#chosen;
  }

  choose(name: string): void {
    this.#chosen = name;
    for (const tab of this.#tabs) {
      const isChosen = tab.name === name;
      tab.button.setAttribute('aria-selected', String(isChosen));
      tab.button.tabIndex = isChosen ? 0 : -1;
      tab.content.hidden = !isChosen;
    }
    this.#onChoose(name);
  }

  #button({ name, label, content }: Tab): HTMLButtonElement {
    const id = newId();
    content.id = newId();
    content.classList.add('pushline-tab-panel');
    content.setAttribute('role', 'tabpanel');
    content.setAttribute('aria-labelledby', id);
    content.tabIndex = 0;
    const attrs = { id, type: 'button', role: 'tab', 'aria-controls': content.id };
    const made = el('button', { text: label, attrs });
    made.addEventListener('click', () => this.choose(name));
    return made;
  }

  #move(event: KeyboardEvent): void {
    const last = this.#tabs.length - 1;
    const at = this.#tabs.findIndex(({ name }) => name === this.#chosen);
    const to = { ArrowRight: at === last ? 0 : at + 1, ArrowLeft: at === 0 ? last : at - 1, Home: 0, End: last }[
      event.key
    ];
    const tab = to === undefined ? undefined : this.#tabs[to];
    if (!tab) return;
    event.preventDefault();
    this.choose(tab.name);
    tab.button.focus();
  }
}
