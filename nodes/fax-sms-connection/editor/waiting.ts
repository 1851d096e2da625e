import type { EditorNode } from '../../editor-kit';
import { call, pathOf, reasonOf, type Failure } from './api';
import { itemRow } from './item-row';
import { ACTIONS, itemsIn, type Item } from './items';
import { isOpen, type Opened } from './opened';
import { showStore } from './store-box';
import { enableTests } from './test-events';
import { showAddress, type Webhook } from './webhook-address';

const PAGE = 50;
const REFRESH_MS = 5_000;
const COUNTED = [
  ...['waiting', 'offered', 'redeliver', 'dead', 'quarantined', 'skipped', 'queued', 'under-way', 'unknown', 'acks'],
  ...['conflicts', 'unintelligibleFrames'],
];

interface Running {
  state: string;
  reason?: string;
  retryAt?: string | number;
  counts?: Record<string, number>;
  webhook?: Webhook;
}

/** What the deployed connection does and what waits in it, shown as it changes while somebody looks at it. */
export class Waiting {
  readonly #opened: Opened;
  readonly #timer: ReturnType<typeof setInterval>;
  #wanted = PAGE;
  #shown = '';
  #asked = 0;

  constructor(opened: Opened) {
    const { form } = opened;
    this.#opened = opened;
    this.#part('list').add(this.#part('store')).add(this.#part('skipped')).add(this.#part('more')).hide();
    this.#part('reload').on('click', () => this.refresh());
    this.#part('more').on('click', () => {
      this.#wanted += PAGE;
      this.refresh();
    });
    this.#timer = setInterval(() => {
      if (form.find('#fax-sms-connection-waiting').is(':visible')) this.refresh();
    }, REFRESH_MS);
    this.refresh();
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  refresh(): void {
    const asked = ++this.#asked;
    // Asked again since: a late answer must not bring back what was closed meanwhile.
    const isCurrent = (): boolean => isOpen(this.#opened) && asked === this.#asked;
    this.#show(isCurrent).catch((failure: unknown) => {
      if (!isCurrent()) return;
      this.#part('state').text(reasonOf(this.#opened.node, failure as Failure));
      this.#showItems([], 0);
    });
  }

  async #show(isCurrent: () => boolean): Promise<void> {
    const { node } = this.#opened;
    const running = await call<Running>('GET', pathOf(node));
    if (!isCurrent()) return;
    const { counts = {}, webhook, reason } = running;
    enableTests(this.#opened, true);
    showAddress(this.#opened, webhook);
    showStore(this.#opened, reason, () => this.refresh());
    this.#part('state').text(stateText(node, running));
    this.#part('skipped').toggle((counts['skipped'] ?? 0) > 0);
    const filled = Object.keys(ACTIONS).filter((state) => (counts[state] ?? 0) > 0);
    const lists = await Promise.all(filled.map((state) => itemsIn(node, state, this.#wanted)));
    const total = filled.reduce((sum, state) => sum + (counts[state] ?? 0), 0);
    if (isCurrent()) this.#showItems(lists.flat(), total);
  }

  /** Rows that have not changed stay, so that no button vanishes under somebody's finger. */
  #showItems(items: Item[], total: number): void {
    const { node } = this.#opened;
    const list = this.#part('list').toggle(items.length > 0);
    const shown = JSON.stringify(items);
    if (shown !== this.#shown) {
      const rows = items.map((item) => itemRow(node, item, () => this.refresh()));
      list.find('tbody').empty().append(rows);
    }
    this.#shown = shown;
    const more = node._('fax-sms-connection.message.more', { shown: items.length, total });
    this.#part('more')
      .text(more)
      .toggle(total > items.length && items.length > 0);
  }

  #part(name: string): JQuery {
    return this.#opened.form.find(`#fax-sms-connection-${name}`);
  }
}

function stateText(node: EditorNode, { state, reason, retryAt, counts = {} }: Running): string {
  const known = node._(`fax-sms-connection.status.${state}`);
  const time = new Date(retryAt ?? 0).toLocaleTimeString();
  const told = reason ? node._(`fax-sms-connection.status.${reason}`, { defaultValue: known, time }) : known;
  const parts = COUNTED.flatMap((name) => {
    const number = counts[name] ?? 0;
    return number > 0 ? [node._(`fax-sms-connection.count.${name}`, { number })] : [];
  });
  return `${told} · ${parts.join(' · ') || node._('fax-sms-connection.message.nothing')}`;
}
