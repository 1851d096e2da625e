import { textOf } from '../../editor-kit';
import { call, pathOf, reasonOf, type Failure } from '../../editor-kit/api';
import { isOpened, type Opened } from '../../editor-kit/opened';
import { chosenFace } from './opened';

interface TestView extends Failure {
  ok: boolean;
  job: string;
  kind: 'fax' | 'sms';
  state: string;
  cause?: string;
  done: boolean;
  steps: { taken: string; accepted?: string; ended?: string; received?: string; compared?: 'same' | 'other' };
}

const ARRIVED = ['succeeded', 'sent', 'delivered'];
const LOOK_MS = 1_000;
/** How often to look after the end of the job: a test to a number of the same account comes back soon. */
const LOOKS_AFTER_END = 60;

/** Sends a test fax or SMS to a number that the user enters, once for each tick of the consent box. */
export class TestSend {
  readonly #opened: Opened;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #looksLeft = LOOKS_AFTER_END;
  #hasAskedLast = false;

  constructor(opened: Opened) {
    this.#opened = opened;
    const { form } = opened;
    form.find('#fax-sms-connection-send-consent').on('change', () => this.showReason());
    this.#part('to').on('input', () => this.showReason());
    form.find('#fax-sms-connection-send-now').on('click', () => void this.#send());
    this.showReason();
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  /** To be called when the connection is seen to run: shows its last test, if there is one. */
  async running(): Promise<void> {
    this.showReason();
    if (this.#hasAskedLast) return;
    this.#hasAskedLast = true;
    const last = await call<Partial<TestView>>('POST', `${pathOf(this.#opened.node)}/test-send`, { last: true }).catch(
      () => ({}),
    );
    if (this.#isNew(last)) this.#show(last);
  }

  /** True if there was a last test, and nothing has been sent from this dialog meanwhile. */
  #isNew(last: Partial<TestView>): last is TestView {
    return last.job !== undefined && this.#part('steps').children().length === 0;
  }

  /** Shows beside the button why nothing can be sent yet. */
  showReason(): void {
    const { node, form } = this.#opened;
    const why = this.#missing();
    form.find('#fax-sms-connection-send-now').prop('disabled', why !== undefined);
    this.#part('why').text(why === undefined ? '' : node._(`fax-sms-connection.message.send-${why}`));
  }

  /** What is still missing; undefined: nothing. Only a deployed, running connection can send. */
  #missing(): string | undefined {
    const { form } = this.#opened;
    if (form.data('isRunning') !== true) return 'later';
    if (textOf(this.#part('to').val()).trim() === '') return 'number';
    return this.#part('consent').is(':checked') ? undefined : 'tick';
  }

  async #send(): Promise<void> {
    if (this.#missing() !== undefined) return;
    // One tick allows one test.
    const consent = crypto.getRandomValues(new Uint32Array(4)).join('-');
    this.#part('consent').prop('checked', false);
    this.showReason();
    this.#part('steps').empty();
    this.#looksLeft = LOOKS_AFTER_END;
    const [to, from] = [textOf(this.#part('to').val()), textOf(this.#part('from').val())];
    await this.#ask({ kind: this.#kind(), to, from, consent });
  }

  #kind(): 'fax' | 'sms' {
    const carries = chosenFace(this.#opened.node)?.carries ?? [];
    const [only] = carries;
    return carries.length === 1 && only ? only : (textOf(this.#part('kind').val()) as 'fax' | 'sms');
  }

  async #ask(body: object): Promise<void> {
    const { node } = this.#opened;
    clearTimeout(this.#timer);
    try {
      const view = await call<TestView>('POST', `${pathOf(node)}/test-send`, body);
      if (!view.ok) throw view as unknown;
      this.#show(view);
    } catch (failure) {
      if (!isOpened(this.#opened)) return;
      const { status = 0 } = failure as Failure;
      // Node-RED may be restarting; the job is stored, so it can be looked at again afterwards.
      if ('job' in body && (status === 0 || status >= 500 || status === 404)) this.#askLater(body);
      this.#part('state')
        .attr('class', 'pushline-bad')
        .text(reasonOf(node, failure as Failure));
    }
  }

  #show(view: TestView): void {
    if (!isOpened(this.#opened)) return;
    const { node } = this.#opened;
    const { steps, done, state, cause, kind, job } = view;
    const text = (name: string, values = {}): string => node._(`fax-sms-connection.step.${name}`, values);
    const at = (time: string): string => new Date(time).toLocaleTimeString();
    const word = text(`state-${state}`, { defaultValue: state });
    const reason =
      cause === undefined || cause === 'normal' ? '' : ` (${text(`cause-${cause}`, { defaultValue: cause })})`;
    const lines = [
      text('taken', { time: at(steps.taken) }),
      ...(steps.accepted === undefined ? [] : [text('accepted', { time: at(steps.accepted) })]),
      ...(steps.ended === undefined ? [] : [text('ended', { time: at(steps.ended), how: word + reason })]),
      ...(steps.received === undefined ? [] : [text('received', { time: at(steps.received) })]),
      ...(steps.compared === undefined ? [] : [text(`compared-${steps.compared}`)]),
    ];
    this.#part('steps')
      .empty()
      .append(lines.map((line) => $('<li>').text(line)));
    const hasArrived = ARRIVED.includes(state);
    const isOver = done && (!hasArrived || steps.received !== undefined || this.#looksLeft <= 0);
    const over = hasArrived ? text(`over-${kind}`) : text('over-failed');
    const now = done ? (isOver ? over : text('waiting-for-own')) : text('now', { state: word });
    this.#part('state').attr('class', '').text(now);
    if (done) this.#looksLeft -= 1;
    if (!isOver) this.#askLater({ job });
  }

  #askLater(body: object): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#ask(body), LOOK_MS);
  }

  #part(name: string): JQuery {
    return this.#opened.form.find(`#fax-sms-connection-send-${name}`);
  }
}
