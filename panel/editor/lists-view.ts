import { confirm } from './confirm';
import type { Consent } from './consent';
import { button, el, setText } from './dom';
import { failureText } from './failure-text';
import type { Formats } from './formats';
import { Hold } from './hold';
import type { Host } from './host';
import { ItemDetails } from './item-details';
import { loadPage } from './item-pages';
import { mostUrgent, rangeOf, type ItemQuery } from './item-query';
import { itemRow } from './item-row';
import { actionText, questionOf } from './item-texts';
import { KeyedList } from './keyed-list';
import { ListControls } from './list-controls';
import { post } from './requests';
import { fields, type Connection, type Item, type ItemPage, type ListName } from './wire';

/** The lists of one connection, a page at a time, with the actions on their items. */
export class ListsView {
  readonly #host: Host;
  readonly #formats: Formats;
  readonly #consent: Consent;
  readonly element: HTMLElement;
  readonly #controls: ListControls;
  readonly #hint = el('p', { class: 'pushline-hint' });
  readonly #mayNot: HTMLElement;
  readonly #said = el('p', { attrs: { role: 'status' } });
  readonly #list = el('ul', { class: 'pushline-items', attrs: { tabindex: '-1' } });
  readonly #hold: Hold;
  readonly #previous: HTMLButtonElement;
  readonly #next: HTMLButtonElement;
  #rows: KeyedList<Item>;
  #query: ItemQuery = { connection: '', list: 'open', search: '', cursors: [] };
  #page: ItemPage = { items: [] };
  #connections: Connection[] = [];
  #mayWrite = false;
  #asked = 0;
  #isDue = false;

  constructor(host: Host, formats: Formats, consent: Consent) {
    this.#host = host;
    this.#formats = formats;
    this.#consent = consent;
    this.#controls = new ListControls(host, formats, (change) => this.#ask({ cursors: [], ...change }));
    this.#mayNot = el('p', { class: 'pushline-hint', text: host.t('message.mayNotWrite') });
    this.#previous = button(host.t('action.previous'), () => this.#ask({ cursors: this.#query.cursors.slice(0, -1) }));
    this.#next = button(host.t('action.next'), () => this.#forward());
    // The focus need not hold the list: `KeyedList` keeps it in a row that stays, and passes it on from one that goes.
    this.#hold = new Hold(this.#list, () => this.#released(), { byFocus: false });
    this.#rows = this.#newRows();
    this.element = el('div', {}, [
      ...[this.#controls.element, this.#hint, this.#mayNot, this.#said, this.#list],
      el('div', { class: 'pushline-buttons' }, [this.#previous, this.#next]),
    ]);
  }

  show(connections: Connection[], mayWrite: boolean): void {
    this.#connections = connections;
    if (mayWrite !== this.#mayWrite) this.#clear();
    this.#mayWrite = mayWrite;
    this.#mayNot.hidden = mayWrite;
    if (!connections.some(({ id }) => id === this.#query.connection)) this.#chooseFirst();
    this.#showControls();
  }

  open(connection: string, list: ListName): void {
    this.#ask({ connection, list, search: '', cursors: [] });
  }

  /**
   * Something has changed: loads again, now or once the pointer has left the rows. A search is not repeated
   * automatically, because it may read all rows.
   */
  refresh(): void {
    this.#isDue = this.#hold.isHeld;
    if (!this.#isDue && this.#query.search === '') void this.#load();
  }

  #released(): void {
    if (this.#isDue && !this.#hold.isHeld) this.refresh();
  }

  #chooseFirst(): void {
    const urgent = this.#connections.find(({ counts }) => (counts.dead ?? 0) + (counts.unknown ?? 0) > 0);
    const first = urgent ?? this.#connections[0];
    this.#query = { connection: first?.id ?? '', list: mostUrgent(first?.counts ?? {}), search: '', cursors: [] };
    this.#clear();
  }

  #ask(change: Partial<ItemQuery>): void {
    this.#query = { ...this.#query, ...change };
    this.#clear();
    this.#showControls();
    void this.#load();
  }

  #forward(): void {
    const { next } = this.#page;
    if (next !== undefined) this.#ask({ cursors: [...this.#query.cursors, next] });
  }

  #showControls(): void {
    this.#controls.show(this.#connections, this.#query);
    setText(this.#hint, this.#host.t(`hint.${this.#query.list}`));
    this.#previous.disabled = this.#query.cursors.length === 0;
    this.#next.disabled = this.#page.next === undefined;
  }

  #clear(): void {
    this.#page = { items: [] };
    this.#rows.show([]);
    this.#rows = this.#newRows();
  }

  async #load(): Promise<void> {
    this.#asked += 1;
    const asked = this.#asked;
    if (this.#query.connection === '') return;
    if (this.#page.items.length === 0) setText(this.#said, this.#host.t('message.loading'));
    try {
      // A late answer must not replace that of a newer request.
      const page = await loadPage(this.#query, () => asked === this.#asked);
      if (asked === this.#asked) this.#showPage(page);
    } catch (error) {
      if (asked === this.#asked) setText(this.#said, this.#reason(error));
    }
  }

  #showPage(page: ItemPage): void {
    this.#page = page;
    // The last item of this page is gone: show the page before.
    if (page.items.length === 0 && this.#query.cursors.length > 0) {
      this.#ask({ cursors: this.#query.cursors.slice(0, -1) });
      return;
    }
    this.#rows.show(page.items);
    this.#showControls();
    setText(this.#said, this.#range(page));
  }

  #range({ items, total, next }: ItemPage): string {
    const formats = this.#formats;
    const host = this.#host;
    const { list, search } = this.#query;
    const isMore = next !== undefined;
    if (total === undefined) {
      if (search === '') return '';
      if (items.length === 0 && !isMore)
        return host.t(list === 'all' ? 'message.nothingAnywhere' : 'message.nothingFound');
      return host.t(isMore ? 'message.foundSoFar' : 'message.found', { number: formats.number(items.length) });
    }
    if (items.length === 0) return host.t('message.nothing');
    const { first, last } = rangeOf(this.#query, items.length);
    const all = formats.number(Math.max(total, last));
    return host.t('message.range', { first: formats.number(first), last: formats.number(last), total: all });
  }

  #newRows(): KeyedList<Item> {
    const { connection } = this.#query;
    return new KeyedList<Item>(
      this.#list,
      ({ type, id }) => `${type} ${id}`,
      (item) => {
        const details = this.#mayWrite ? new ItemDetails(this.#host, this.#consent, { connection, item }) : undefined;
        const act = (action: string, of: Item): void => void this.#act(connection, action, of);
        return itemRow(item, { host: this.#host, formats: this.#formats, details, act });
      },
    );
  }

  async #act(connection: string, action: string, item: Item): Promise<void> {
    const question = questionOf(this.#host, action, item);
    if (question !== undefined && !(await this.#isWanted(question, actionText(this.#host, action, item)))) return;
    const body = item.type === 'job' ? { action, jobId: item.id } : { action, key: item.id };
    try {
      const { done } = fields(await post(`fax-sms/connections/${encodeURIComponent(connection)}/actions`, body));
      await this.#load();
      if (done !== true) setText(this.#said, this.#host.t('message.changed'));
    } catch (error) {
      setText(this.#said, this.#reason(error));
    }
  }

  #isWanted(question: string, yes: string): Promise<boolean> {
    return confirm(this.element, { question, yes, no: this.#host.t('action.cancel-question') });
  }

  #reason(error: unknown): string {
    return failureText(this.#host, error, { gone: 'message.notRunning', forbidden: 'message.mayNotAct' });
  }
}
