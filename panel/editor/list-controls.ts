import { el, newId, setText } from './dom';
import type { Formats } from './formats';
import type { Host } from './host';
import { connectionName } from './connection-card';
import { isQueryList, type ItemQuery } from './item-query';
import { listText } from './item-texts';
import { LISTS, type Connection, type ListName } from './wire';

/** A pause in typing after which the search starts. */
const TYPING_MS = 300;

/** The fields for choosing a connection and a list, and for searching. */
export class ListControls {
  readonly #host: Host;
  readonly #formats: Formats;
  readonly #onChange: (change: Partial<ItemQuery>) => void;
  readonly element: HTMLElement;
  readonly #connection = el('select');
  readonly #list = el('select');
  readonly #search = el('input', { attrs: { type: 'search', autocomplete: 'off', spellcheck: 'false' } });
  #typing: ReturnType<typeof setTimeout> | undefined;

  constructor(host: Host, formats: Formats, onChange: (change: Partial<ItemQuery>) => void) {
    this.#host = host;
    this.#formats = formats;
    this.#onChange = onChange;
    this.#search.placeholder = host.t('placeholder.search');
    const labelled = (name: string, field: HTMLElement): HTMLElement => {
      field.id = newId();
      return el('div', { class: 'pushline-field' }, [
        el('label', { text: host.t(`label.${name}`), attrs: { for: field.id } }),
        field,
      ]);
    };
    this.element = el('div', { class: 'pushline-controls', attrs: { role: 'search' } }, [
      labelled('connection', this.#connection),
      labelled('list', this.#list),
      labelled('search', this.#search),
    ]);
    this.#connection.addEventListener('change', () => this.#changed({ connection: this.#connection.value }));
    this.#list.addEventListener('change', () => {
      if (isQueryList(this.#list.value)) this.#changed({ list: this.#list.value });
    });
    this.#search.addEventListener('input', () => this.#typed());
  }

  show(connections: Connection[], query: ItemQuery): void {
    const counts = connections.find(({ id }) => id === query.connection)?.counts ?? {};
    showOptions(
      this.#connection,
      connections.map((one) => [one.id, connectionName(this.#host, one)]),
    );
    showOptions(this.#list, [
      ...LISTS.map((list) => this.#option(list, counts[list])),
      ['all', this.#host.t('list.all')],
    ]);
    this.#connection.value = query.connection;
    this.#list.value = query.list;
    if (this.#search !== document.activeElement) this.#search.value = query.search;
  }

  #option(list: ListName, count: number | undefined): [string, string] {
    return [list, listText(this.#host, this.#formats, list, count)];
  }

  #typed(): void {
    clearTimeout(this.#typing);
    this.#typing = setTimeout(() => this.#changed({}), TYPING_MS);
  }

  /** Reports a change, together with the search text as it is typed now. */
  #changed(change: Partial<ItemQuery>): void {
    clearTimeout(this.#typing);
    this.#onChange({ ...change, search: this.#search.value.trim() });
  }
}

function showOptions(select: HTMLSelectElement, options: [value: string, text: string][]): void {
  options.forEach(([value, text], at) => {
    const option = select.options[at] ?? select.appendChild(el('option'));
    if (option.value !== value) option.value = value;
    setText(option, text);
  });
  while (select.options.length > options.length) select.options[options.length]?.remove();
}
