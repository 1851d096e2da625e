import { attentionOf, hasGrown, totalOf, type Attention } from './attention';
import { showBadge } from './badge';
import { el } from './dom';
import type { Formats } from './formats';
import type { Host } from './host';
import { keepNotified, readNotified } from './notified';
import type { Connection, LiveNews } from './wire';

/** Shows items that need a person: by the tab's badge as long as there are any, and once by a notification. */
export class AttentionView {
  readonly #host: Host;
  readonly #formats: Formats;
  readonly #tab: { id: string; open: () => void };
  #notified: Attention = readNotified();
  #count = 0;

  constructor(host: Host, formats: Formats, tab: { id: string; open: () => void }) {
    this.#host = host;
    this.#formats = formats;
    this.#tab = tab;
  }

  /** True if these news may change the badge: shown items may be gone, or another instance may have added some. */
  mayChangeBy({ connection, attention }: LiveNews): boolean {
    return this.#count > 0 || attention > (this.#notified[connection] ?? 0);
  }

  show(connections: Connection[]): void {
    const attention = attentionOf(connections);
    this.#count = totalOf(attention);
    const text = this.#host.t(this.#count === 1 ? 'message.attention-one' : 'message.attention', {
      number: this.#formats.number(this.#count),
    });
    const name = this.#host.t('label.panel');
    const count = this.#count === 0 ? '' : this.#formats.number(this.#count);
    showBadge(this.#tab.id, { count, name: count === '' ? name : `${name}: ${text}` });
    if (hasGrown(attention, { ...readNotified(), ...this.#notified })) this.#notify(text);
    this.#notified = attention;
    keepNotified(attention);
  }

  #notify(text: string): void {
    const notice = RED.notify(el('p', { text }), {
      type: 'warning',
      timeout: 20_000,
      buttons: [
        {
          text: this.#host.t('action.look'),
          class: 'primary',
          click: () => {
            notice.close();
            this.#tab.open();
          },
        },
      ],
    });
  }
}
