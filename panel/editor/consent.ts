import { confirm } from './confirm';
import type { Host } from './host';

/** Numbers, texts and pages are shown to who asks for them, who is told once that the log notes it. */
export class Consent {
  #isGiven = false;

  constructor(
    private readonly host: Host,
    private readonly parent: Element,
  ) {}

  async ask(): Promise<boolean> {
    this.#isGiven ||= await confirm(this.parent, {
      question: this.host.t('question.personal'),
      yes: this.host.t('action.show'),
      no: this.host.t('action.cancel-question'),
    });
    return this.#isGiven;
  }
}
