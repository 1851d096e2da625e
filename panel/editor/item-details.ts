import type { Consent } from './consent';
import { button, el, setText } from './dom';
import { failureText } from './failure-text';
import type { Host } from './host';
import { get, getBlob } from './requests';
import { fields, type Item } from './wire';

/** An item's personal data: loaded on demand, and removed from the page when it is folded. */
export class ItemDetails {
  readonly #host: Host;
  readonly #consent: Consent;
  readonly element = el('div', { class: 'pushline-details' });
  readonly buttons: HTMLButtonElement[];
  readonly #path: string;
  readonly #said = el('p', { attrs: { role: 'status' } });

  constructor(host: Host, consent: Consent, { connection, item }: { connection: string; item: Item }) {
    this.#host = host;
    this.#consent = consent;
    this.#path = `fax-sms/connections/${encodeURIComponent(connection)}/items/${item.path}`;
    this.element.append(this.#said);
    this.buttons = [this.#toggle('show', () => this.#facts())];
    if (item.hasDocument) this.buttons.push(this.#toggle('preview', () => this.#preview()));
  }

  /** A button that loads and unfolds something, and folds it again. */
  #toggle(name: string, load: () => Promise<HTMLElement>): HTMLButtonElement {
    let shown: HTMLElement | undefined;
    const made = button(this.#host.t(`action.${name}`), () => {
      if (shown) {
        shown.remove();
        shown = undefined;
        tell();
      } else void unfold();
    });
    const tell = (): void => {
      made.setAttribute('aria-expanded', String(shown !== undefined));
      setText(made, this.#host.t(shown ? `action.hide-${name}` : `action.${name}`));
    };
    const unfold = async (): Promise<void> => {
      if (!(await this.#consent.ask())) return;
      setText(this.#said, this.#host.t('message.loading'));
      try {
        const loaded = await load();
        shown?.remove();
        shown = loaded;
        this.element.append(loaded);
        setText(this.#said, '');
      } catch (error) {
        setText(
          this.#said,
          failureText(this.#host, error, { gone: `message.none-${name}`, forbidden: 'message.mayNotShow' }),
        );
      }
      tell();
    };
    tell();
    return made;
  }

  async #facts(): Promise<HTMLElement> {
    const found = Object.entries(fields(await get(this.#path))).filter(([, value]) => isFact(value));
    const rows = found.flatMap(([name, value]) => [
      el('dt', { text: this.#host.code('field', name) }),
      el('dd', { text: this.#valueText(value) }),
    ]);
    return rows.length > 0
      ? el('dl', { class: 'pushline-facts' }, rows)
      : el('p', { text: this.#host.t('message.none-show') });
  }

  #valueText(value: unknown): string {
    if (typeof value === 'boolean') return this.#host.t(value ? 'label.yes' : 'label.no');
    return typeof value === 'string' ? value : JSON.stringify(value);
  }

  async #preview(): Promise<HTMLElement> {
    const url = URL.createObjectURL(await getBlob(`${this.#path}/preview`));
    const image = el('img', { class: 'pushline-page', attrs: { src: url, alt: this.#host.t('label.firstPage') } });
    try {
      await image.decode();
    } finally {
      URL.revokeObjectURL(url);
    }
    return image;
  }
}

function isFact(value: unknown): boolean {
  return value !== undefined && value !== null && value !== '';
}
