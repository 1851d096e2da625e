import { Formats } from '../../../panel/editor/formats';
import { makeHost } from '../../../panel/editor/host';
import type { ListName } from '../../../panel/editor/wire';
import type { EditorNode } from '../../editor-kit';
import { call, pathOf, reasonOf, type Failure } from '../../editor-kit/api';
import { isOpened, type Opened } from '../../editor-kit/opened';
import { showStore } from './store-box';
import type { SendKind } from '../../rules/test-items';
import { enableTests } from './test-events';
import { showOutcomes } from './test-item';
import { WaitingList } from './waiting-list';
import { showAddress, type Webhook } from './webhook-address';

const TOPIC = 'fax-sms/panel';
const PANEL_TEXTS = '@pushline/node-red-fax-sms/fax-sms-panel';
/** For what changes merely with time; the runtime publishes all other changes. */
const REFRESH_MS = 5_000;

/** The lists, the most urgent first, each with the counts that it consists of. */
const LISTS: Record<ListName, readonly string[]> = {
  unknown: ['unknown'],
  dead: ['dead'],
  quarantined: ['quarantined'],
  skipped: ['skipped'],
  open: ['offered', 'redeliver'],
  waiting: ['waiting'],
  sending: ['queued', 'under-way'],
};
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
  simulator?: { outcomes?: Partial<Record<SendKind, string>> };
}

/** Shows the state of the deployed connection and what waits in it, kept up to date while the tab is visible. */
export class Waiting {
  readonly #opened: Opened;
  readonly #lists: WaitingList[];
  readonly #timer: ReturnType<typeof setInterval>;
  readonly #hear = (): void => this.#refreshSeen();
  #asked = 0;
  #isFirst = true;
  readonly #onRunning: () => void;

  /** `onRunning` is called when the connection is seen to run. */
  constructor(opened: Opened, onRunning: () => void) {
    this.#opened = opened;
    this.#onRunning = onRunning;
    const language = RED.i18n.lang();
    const host = makeHost((key, values) => RED._(`${PANEL_TEXTS}:${key}`, values), language);
    const surroundings = { node: opened.node, host, formats: new Formats(language), onChange: () => this.refresh() };
    this.#lists = (Object.keys(LISTS) as ListName[]).map((name) => new WaitingList(name, surroundings));
    this.#part('lists').append(this.#lists.map(({ element }) => element.hide()));
    this.#part('store').hide();
    this.#part('reload').on('click', () => this.refresh());
    RED.comms.subscribe(TOPIC, this.#hear);
    this.#timer = setInterval(() => this.#refreshSeen(), REFRESH_MS);
    this.refresh();
  }

  stop(): void {
    RED.comms.unsubscribe(TOPIC, this.#hear);
    clearInterval(this.#timer);
  }

  refresh(): void {
    const asked = ++this.#asked;
    // A late answer must not replace that of a newer request.
    const isCurrent = (): boolean => isOpened(this.#opened) && asked === this.#asked;
    this.#show(isCurrent).catch((failure: unknown) => {
      if (!isCurrent()) return;
      this.#part('state').text(reasonOf(this.#opened.node, failure as Failure));
      for (const { element } of this.#lists) element.hide();
    });
  }

  #refreshSeen(): void {
    if (this.#part('waiting').is(':visible')) this.refresh();
  }

  async #show(isCurrent: () => boolean): Promise<void> {
    const { node } = this.#opened;
    const running = await call<Running>('GET', pathOf(node));
    if (!isCurrent()) return;
    const { counts = {}, webhook, reason, simulator } = running;
    enableTests(this.#opened, true);
    if (this.#isFirst) showOutcomes(this.#opened, simulator?.outcomes);
    this.#isFirst = false;
    // A connection that failed to start has a state only, and no counts.
    if (running.counts) this.#onRunning();
    showAddress(this.#opened, webhook);
    showStore(this.#opened, reason, () => this.refresh());
    this.#part('state').text(stateText(node, running));
    const countOf = (names: readonly string[]): number => names.reduce((sum, name) => sum + (counts[name] ?? 0), 0);
    const loaded = await Promise.all(this.#lists.map((list) => list.load(countOf(LISTS[list.name]))));
    if (isCurrent()) for (const show of loaded) show();
  }

  #part(name: string): JQuery {
    return this.#opened.form.find(`#fax-sms-connection-${name}`);
  }
}

function stateText(node: EditorNode, { state, reason, retryAt, counts }: Running): string {
  const known = node._(`fax-sms-connection.status.${state}`);
  const time = new Date(retryAt ?? 0).toLocaleTimeString();
  const told = reason ? node._(`fax-sms-connection.status.${reason}`, { defaultValue: known, time }) : known;
  // While the store cannot be read, nobody knows what waits.
  if (counts === undefined) return told;
  const parts = COUNTED.flatMap((name) => {
    const number = counts[name] ?? 0;
    return number > 0 ? [node._(`fax-sms-connection.count.${name}`, { number })] : [];
  });
  return `${told} · ${parts.join(' · ') || node._('fax-sms-connection.message.nothing')}`;
}
