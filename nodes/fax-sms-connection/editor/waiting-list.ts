import { compact } from '../../../src/domain/compact';
import { Consent } from '../../../panel/editor/consent';
import type { Formats } from '../../../panel/editor/formats';
import type { Host } from '../../../panel/editor/host';
import { ItemDetails } from '../../../panel/editor/item-details';
import { itemRow } from '../../../panel/editor/item-row';
import { actionText, listText, questionOf } from '../../../panel/editor/item-texts';
import { KeyedList } from '../../../panel/editor/keyed-list';
import { readItemPage, type Item, type ListName } from '../../../panel/editor/wire';
import type { EditorNode } from '../../editor-kit';
import { ask, call, mayWrite, pathOf, showFailure, type Failure } from '../../editor-kit/api';

const PAGE = 50;
const MOST = 200;

interface Surroundings {
  node: EditorNode;
  host: Host;
  formats: Formats;
  /** Called when an action was carried out, or when more rows are wanted. */
  onChange: () => void;
}

/** One of the panel's lists, for the connection whose dialog is open; it uses the panel's own texts. */
export class WaitingList {
  readonly name: ListName;
  readonly #surroundings: Surroundings;
  readonly element = $('<section class="pushline-waiting">');
  readonly #title = $('<h4>');
  readonly #hint = $('<p class="pushline-hint">');
  readonly #more = $('<button type="button" class="red-ui-button red-ui-button-small">');
  readonly #rows: KeyedList<Item>;
  readonly #consent: Consent;
  #wanted = PAGE;

  constructor(name: ListName, surroundings: Surroundings) {
    this.name = name;
    this.#surroundings = surroundings;
    const { host, onChange } = surroundings;
    const rows = document.createElement('ul');
    rows.className = 'pushline-items';
    this.element.attr('data-list', name).append(this.#title, this.#hint, rows, this.#more);
    this.#hint.text(host.t(`hint.${name}`));
    this.#consent = new Consent(host, rows);
    this.#rows = new KeyedList<Item>(
      rows,
      ({ type, id }) => `${type} ${id}`,
      (item) => this.#row(item),
    );
    this.#more.on('click', () => {
      this.#wanted += PAGE;
      onChange();
    });
  }

  /**
   * Loads the list and resolves with the function that shows it. Without a `count` the list is empty and not loaded.
   */
  async load(count: number | undefined): Promise<() => void> {
    const { items, total } = count ? await this.#loaded() : { items: [], total: 0 };
    return () => this.#show(items, total);
  }

  #show(items: Item[], total: number): void {
    const { node, host, formats } = this.#surroundings;
    this.element.toggle(items.length > 0);
    this.#title.text(listText(host, formats, this.name, total));
    this.#rows.show(items);
    const more = node._('fax-sms-connection.message.more', { shown: items.length, total });
    this.#more.text(more).toggle(total > items.length);
  }

  async #loaded(): Promise<{ items: Item[]; total: number }> {
    const items: Item[] = [];
    let next: string | undefined;
    let total = 0;
    do {
      const limit = Math.min(this.#wanted - items.length, MOST);
      const parameters = new URLSearchParams(
        compact({ list: this.name, limit: String(limit), after: next || undefined }),
      );
      const path = `${pathOf(this.#surroundings.node)}/items?${parameters.toString()}`;
      const page = readItemPage(await call('GET', path));
      items.push(...page.items);
      total = page.total ?? items.length;
      next = page.next;
    } while (next !== undefined && items.length < this.#wanted);
    return { items, total };
  }

  #row(item: Item): ReturnType<typeof itemRow> {
    const { node, host, formats } = this.#surroundings;
    const connection = node.id;
    const details = mayWrite() ? new ItemDetails(host, this.#consent, { connection, item }) : undefined;
    return itemRow(item, { host, formats, details, act: (action, of) => this.#act(action, of) });
  }

  #act(action: string, item: Item): void {
    const { host } = this.#surroundings;
    const question = questionOf(host, action, item);
    const run = (): void => this.#run(action, item);
    // Actions that cannot be undone have a question.
    if (question === undefined) run();
    else ask(this.#surroundings.node, { question, yes: actionText(host, action, item) }, run);
  }

  #run(action: string, { type, id }: Item): void {
    const { node, onChange } = this.#surroundings;
    const body = type === 'job' ? { action, jobId: id } : { action, key: id };
    call('POST', `${pathOf(node)}/actions`, body).then(onChange, (failure: unknown) =>
      showFailure(node, failure as Failure),
    );
  }
}
