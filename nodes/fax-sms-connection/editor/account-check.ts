import { call, reasonOf, type Failure } from '../../editor-kit/api';
import { entered } from './entered';
import { isOpened, type Opened } from '../../editor-kit/opened';

const VERDICTS = ['holds', 'differs', 'cannot-tell'] as const;
type Verdict = (typeof VERDICTS)[number];

interface Assumption {
  id: string;
  assumes: string;
  verdict?: Verdict;
  seen?: string;
}

interface CheckView extends Failure {
  ok: boolean;
  check: string;
  assumptions: Assumption[];
  done: boolean;
  stopped?: string;
  report?: string;
}

const LOOK_MS = 500;
const ASKED = {
  texts: ['provider', 'account', 'baseUrl', 'username', 'service', 'pushUrl'],
  secrets: ['apiKey', 'password', 'servicePassword', 'pushToken'],
};

/** The thorough check of an account: begun here, shown while it runs, ended with the dialog. */
export class AccountCheck {
  readonly #opened: Opened;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #check: string | undefined;
  /** Changes when answers under way are no longer wanted. */
  #turn = 0;
  #report = '';

  constructor(opened: Opened) {
    this.#opened = opened;
    this.#part('begin').on('click', () => void this.begin());
    this.#part('end').on('click', () => this.stop());
    const copy = this.#part('copy').on('click', () => {
      RED.clipboard.copyText(this.#report, copy, opened.node._('fax-sms-connection.message.copied'));
    });
    this.#part('end').add(copy).add(this.#part('list')).hide();
  }

  async begin(): Promise<void> {
    if (this.#part('begin').is(':disabled')) return;
    this.#part('begin').prop('disabled', true);
    this.#part('list').hide().find('tbody').empty();
    this.#part('copy').hide();
    this.#say(this.#text('testing'));
    await this.#ask(entered(this.#opened, ASKED));
  }

  /** Also called when the dialog is closed, because nobody would see the result. */
  stop(): void {
    clearTimeout(this.#timer);
    if (this.#check === undefined) return;
    if (isOpened(this.#opened)) void this.#ask({ check: this.#check, end: true });
    else endQuietly(this.#check);
  }

  /** A setting has changed: a running check is ended, and the result removed. */
  forget(): void {
    clearTimeout(this.#timer);
    this.#turn += 1;
    if (this.#check !== undefined) endQuietly(this.#check);
    this.#check = undefined;
    this.#part('list').add(this.#part('copy')).add(this.#part('end')).hide();
    this.#part('begin').prop('disabled', false);
    this.#say('');
  }

  async #ask(body: object): Promise<void> {
    const { node } = this.#opened;
    const turn = this.#turn;
    try {
      const view = await call<CheckView>('POST', 'check', body);
      if (turn !== this.#turn) {
        if (view.ok && !view.done) endQuietly(view.check);
        return;
      }
      if (!view.ok) throw view as unknown;
      this.#check = view.done ? undefined : view.check;
      this.#show(view);
    } catch (failure) {
      if (turn !== this.#turn) return;
      this.#check = undefined;
      this.#part('end').hide();
      this.#part('begin').prop('disabled', false);
      this.#say(reasonOf(node, failure as Failure), 'bad');
    }
  }

  #show(view: CheckView): void {
    if (!isOpened(this.#opened)) {
      this.stop();
      return;
    }
    const { assumptions, done, report = '' } = view;
    this.#report = report;
    this.#part('begin').prop('disabled', !done);
    this.#part('end').toggle(!done);
    this.#part('copy').toggle(report !== '');
    const told = assumptions.filter(({ verdict }) => verdict !== undefined);
    const rows = [...told].sort(byUrgency).map((one) => this.#row(one));
    this.#part('list')
      .toggle(rows.length > 0)
      .find('tbody')
      .empty()
      .append(rows);
    this.#say(done ? this.#summary(view) : this.#text('checking', { done: told.length, total: assumptions.length }));
    clearTimeout(this.#timer);
    if (!done) this.#timer = setTimeout(() => void this.#ask({ check: view.check }), LOOK_MS);
  }

  #summary({ assumptions, stopped }: CheckView): string {
    const count = (wanted: Verdict): number => assumptions.filter(({ verdict }) => verdict === wanted).length;
    const [holds, differs, unknown] = VERDICTS.map(count);
    const counts = this.#text('checked', { holds, differs, unknown });
    return stopped === undefined ? counts : `${this.#text(`check-${stopped}`)} ${counts}`;
  }

  /** Everything is put in as text, never as HTML. */
  #row({ id, assumes, verdict = 'cannot-tell', seen = '' }: Assumption): JQuery {
    const word = this.#opened.node._(`fax-sms-connection.verdict.${verdict}`);
    const mood = { holds: 'good', differs: 'bad', 'cannot-tell': 'open' }[verdict];
    const told = $('<td>').append($('<div>').addClass(`pushline-${mood}`).text(word), $('<div>').text(id));
    const about = $('<td>').append($('<div>').append(withCode(assumes)), $('<div class="pushline-seen">').text(seen));
    return $('<tr>').append(told, about);
  }

  #text(name: string, values: Record<string, unknown> = {}): string {
    return this.#opened.node._(`fax-sms-connection.message.${name}`, values);
  }

  #say(text: string, mood?: 'bad'): void {
    this.#part('state')
      .attr('class', mood ? `pushline-${mood}` : '')
      .text(text);
  }

  #part(name: string): JQuery {
    return this.#opened.form.find(`#fax-sms-connection-check-${name}`);
  }
}

function endQuietly(check: string): void {
  call('POST', 'check', { check, end: true }).catch(() => undefined);
}

/** Text in backticks, such as the provider's own names, becomes `<code>`. */
function withCode(text: string): JQuery[] {
  return text.split('`').map((part, index) => $(index % 2 === 1 ? '<code>' : '<span>').text(part));
}

/** Order of rows: first assumptions that do not hold. */
function byUrgency(one: Assumption, other: Assumption): number {
  const rank = ({ verdict = 'cannot-tell' }: Assumption): number =>
    ['differs', 'holds', 'cannot-tell'].indexOf(verdict);
  return rank(one) - rank(other) || one.id.localeCompare(other.id);
}
