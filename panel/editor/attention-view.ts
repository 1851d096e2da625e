import { attentionOf, hasGrown, totalOf, type Attention } from './attention';
import { showBadge } from './badge';
import { el } from './dom';
import type { Formats } from './formats';
import type { Host } from './host';
import { keepTold, readTold } from './told';
import type { Connection, LiveNews } from './wire';

/** Tells what only a person can put right: by the tab's badge as long as it is so, and once by a notification. */
export class AttentionView {
  #told: Attention = readTold();
  #count = 0;

  constructor(
    private readonly host: Host,
    private readonly formats: Formats,
    private readonly tab: { id: string; open: () => void },
  ) {}

  /** As long as something is told it may be over; and another instance may have made more of it. */
  mayChangeBy({ connection, attention }: LiveNews): boolean {
    return this.#count > 0 || attention > (this.#told[connection] ?? 0);
  }

  show(connections: Connection[]): void {
    const attention = attentionOf(connections);
    this.#count = totalOf(attention);
    const text = this.host.t(this.#count === 1 ? 'message.attention-one' : 'message.attention', {
      number: this.formats.number(this.#count),
    });
    const name = this.host.t('label.panel');
    const count = this.#count === 0 ? '' : this.formats.number(this.#count);
    showBadge(this.tab.id, { count, name: count === '' ? name : `${name}: ${text}` });
    if (hasGrown(attention, { ...readTold(), ...this.#told })) this.#notify(text);
    this.#told = attention;
    keepTold(attention);
  }

  #notify(text: string): void {
    const notice = RED.notify(el('p', { text }), {
      type: 'warning',
      timeout: 20_000,
      buttons: [
        {
          text: this.host.t('action.look'),
          class: 'primary',
          click: () => {
            notice.close();
            this.tab.open();
          },
        },
      ],
    });
  }
}
