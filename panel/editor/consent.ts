import { confirm } from './confirm';
import type { Host } from './host';

/** Before personal data is shown for the first time, the user has to agree that this is logged. */
export class Consent {
  readonly #host: Host;
  readonly #parent: Element;
  #isGiven = false;

  constructor(host: Host, parent: Element) {
    this.#host = host;
    this.#parent = parent;
  }

  async ask(): Promise<boolean> {
    this.#isGiven ||= await confirm(this.#parent, {
      question: this.#host.t('question.personal'),
      yes: this.#host.t('action.show'),
      no: this.#host.t('action.cancel-question'),
    });
    return this.#isGiven;
  }
}
