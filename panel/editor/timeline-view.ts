import { el, setText } from './dom';
import type { Formats } from './formats';
import { Hold } from './hold';
import type { Host } from './host';
import { numbersText, pagesText } from './item-texts';
import { KeyedList, type Row } from './keyed-list';
import type { Entry } from './wire';

/** What happened, newest first. It is paused while the pointer or the focus is in it. */
export class TimelineView {
  readonly #host: Host;
  readonly #formats: Formats;
  readonly element: HTMLElement;
  readonly #list = el('ol', { class: 'pushline-timeline', attrs: { tabindex: '-1' } });
  readonly #rows: KeyedList<Entry>;
  readonly #none = el('p', { class: 'pushline-hint' });
  readonly #ownPast = el('p', { class: 'pushline-hint' });
  readonly #paused = el('p', { class: 'pushline-paused', attrs: { role: 'status' } });
  #entries: Entry[] = [];
  #names = new Map<string, string>();
  readonly #hold: Hold;

  constructor(host: Host, formats: Formats) {
    this.#host = host;
    this.#formats = formats;
    setText(this.#none, host.t('message.noEntries'));
    setText(this.#ownPast, host.t('message.ownPast'));
    this.#ownPast.hidden = true;
    const keyOf = ({ n }: Entry): string => String(n);
    this.#rows = new KeyedList(this.#list, keyOf, (entry) => this.#row(entry));
    this.element = el('div', {}, [this.#ownPast, this.#none, this.#list, this.#paused]);
    this.#hold = new Hold(this.#list, () => this.#update(), { byFocus: true });
  }

  show(entries: Entry[], names: Map<string, string>, { isShared }: { isShared: boolean }): void {
    this.#ownPast.hidden = !isShared;
    this.#entries = entries;
    this.#names = names;
    this.#none.hidden = entries.length > 0;
    this.#update();
  }

  #update(): void {
    if (!this.#hold.isHeld) this.#rows.show(this.#entries);
    const missing = this.#hold.isHeld ? this.#missing() : 0;
    setText(
      this.#paused,
      missing === 0 ? '' : this.#host.t('message.paused', { number: this.#formats.number(missing) }),
    );
  }

  /** How many entries have come since the first one that is shown. */
  #missing(): number {
    const shown = this.#list.firstElementChild?.getAttribute('data-n');
    const at = this.#entries.findIndex(({ n }) => String(n) === shown);
    return at < 0 ? this.#entries.length : at;
  }

  #row(first: Entry): Row<Entry> {
    const element = el('li', { attrs: { tabindex: '-1' } });
    let shown = '';
    const update = (entry: Entry): void => {
      const next = JSON.stringify(entry);
      if (next !== shown) this.#fill(element, entry);
      shown = next;
    };
    update(first);
    return { element, update };
  }

  #fill(element: HTMLElement, entry: Entry): void {
    const host = this.#host;
    const formats = this.#formats;
    const facts = this.#facts(entry).filter((fact) => fact !== '');
    element.dataset.n = String(entry.n);
    element.dataset.what = entry.what;
    element.replaceChildren(
      el('time', { text: formats.time(entry.at), attrs: { datetime: new Date(entry.at).toISOString() } }),
      el('span', { class: 'pushline-what', text: whatText(host, entry) }),
      ...facts.map((text) => el('span', { class: 'pushline-fact', text })),
    );
  }

  #facts(entry: Entry): string[] {
    const host = this.#host;
    const formats = this.#formats;
    const { direction, reason, connection, reference, pages } = entry;
    const name = this.#names.size > 1 || direction === 'none' ? this.#names.get(connection) : '';
    const why = reason === undefined ? '' : host.code(direction === 'none' ? 'status' : 'reason', reason);
    return [numbersText(host, entry), reference ?? '', pagesText(host, formats, pages), why, name ?? ''];
  }
}

/** Such as "Fax in: received"; for a connection only its state. */
function whatText(host: Host, { kind, direction, what }: Entry): string {
  const text = host.code('what', what);
  if (direction === 'none') return text;
  return `${kind === '' ? host.t('side.input') : host.code('side', `${kind}-${direction}`)}: ${text}`;
}
