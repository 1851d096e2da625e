import { AttentionView } from './attention-view';
import { Consent } from './consent';
import { el, setText } from './dom';
import { connectionName } from './connection-card';
import { Formats } from './formats';
import type { Host } from './host';
import { ListsView } from './lists-view';
import { OverviewView } from './overview-view';
import { EMPTY, reduce, type Change, type PanelState } from './panel-state';
import { recipesView } from './recipes-view';
import { get, RequestError } from './requests';
import { whenSeen } from './seen';
import { Tabs } from './tabs';
import { Throttle } from './throttle';
import { TimelineView } from './timeline-view';
import { readNews, readOverview, type ListName } from './wire';

const TIMERS = {
  set: (run: () => void, ms: number) => window.setTimeout(run, ms),
  clear: (id: number) => window.clearTimeout(id),
};

const BETWEEN_ANSWERS_MS = 1000;
const BETWEEN_LISTS_MS = 2000;
/** While the panel is hidden, for the badge only. */
const BETWEEN_GLANCES_MS = 30_000;
/** While the panel is visible: times change without news, and a runtime that is down sends none. */
const AGAIN_MS = 10_000;
const BETWEEN_PLOTS_MS = 30_000;

/** Entries about items that need a person. */
const ALARMING = new Set(['dead', 'unknown']);

/** The side bar panel. It asks the runtime while it is visible, and shows the answers. */
export class Panel {
  readonly #host: Host;
  readonly element: HTMLElement;
  readonly #formats: Formats;
  readonly #status = el('p', { class: 'pushline-status', attrs: { role: 'status' } });
  readonly #overview: OverviewView;
  readonly #timeline: TimelineView;
  readonly #lists: ListsView;
  readonly #tabs: Tabs;
  readonly #attention: AttentionView;
  readonly #answers = new Throttle(() => void this.#load(), BETWEEN_ANSWERS_MS, TIMERS);
  readonly #glances = new Throttle(() => void this.#load(), BETWEEN_GLANCES_MS, TIMERS);
  readonly #refreshLists = new Throttle(() => this.#lists.refresh(), BETWEEN_LISTS_MS, TIMERS);
  readonly #plots = new Throttle(() => void this.#overview.plots.load(), BETWEEN_PLOTS_MS, TIMERS);
  readonly #endSeen: () => void;
  #clock: number | undefined;
  #state: PanelState = EMPTY;
  #isSeen = false;
  #asked = 0;

  constructor(host: Host, tab: { id: string; open: () => void }) {
    this.#host = host;
    this.#formats = new Formats(host.language);
    this.element = el('div', { class: 'pushline-panel' });
    const consent = new Consent(host, this.element);
    this.#overview = new OverviewView(host, this.#formats, (connection, list) => this.#openList(connection, list));
    this.#timeline = new TimelineView(host, this.#formats);
    this.#lists = new ListsView(host, this.#formats, consent);
    const contents = {
      overview: this.#overview.element,
      timeline: this.#timeline.element,
      lists: this.#lists.element,
      recipes: recipesView(host, host.t('message.recipes')),
    };
    const tabs = Object.entries(contents).map(([name, content]) => ({ name, label: host.t(`tab.${name}`), content }));
    this.#tabs = new Tabs(host.t('label.panel'), tabs, (name) => this.#chosen(name));
    this.element.append(this.#status, this.#tabs.element);
    this.#tabs.choose('overview');
    this.#attention = new AttentionView(host, this.#formats, {
      id: tab.id,
      open: () => {
        tab.open();
        this.#tabs.choose('lists');
      },
    });
    this.#endSeen = whenSeen(this.element, (isSeen) => this.#seen(isSeen));
    this.#answers.ask();
  }

  /** Takes what the runtime publishes to every editor, whether the panel is visible or not. */
  hear(data: unknown): void {
    const news = readNews(data);
    this.#change({ type: 'news', news });
    if (this.#isSeen) this.refresh();
    else if (this.#attention.mayChangeBy(news) || news.entries.some(({ what }) => ALARMING.has(what)))
      this.#glances.ask();
  }

  /**
   * To be called when something may have changed: after a deploy, or when the editor has reconnected to the runtime.
   */
  refresh(): void {
    this.#answers.ask();
    if (!this.#isSeen) return;
    if (this.#tabs.chosen === 'overview') this.#plots.ask();
    if (this.#tabs.chosen === 'lists') this.#refreshLists.ask();
  }

  /** To be called after a change in the workspace that is not deployed. */
  showAgain(): void {
    const { connections = [], instances = [] } = this.#state.overview ?? {};
    this.#overview.show(connections, instances);
  }

  close(): void {
    this.#endSeen();
    for (const throttle of [this.#answers, this.#glances, this.#refreshLists, this.#plots]) throttle.stop();
    this.#stopClock();
  }

  async #load(): Promise<void> {
    this.#asked += 1;
    const asked = this.#asked;
    const change = await get('fax-sms/panel').then(
      (answer): Change => ({ type: 'answered', overview: readOverview(answer) }),
      (error: unknown): Change => ({ type: 'failed', isRefused: isRefused(error) }),
    );
    if (asked === this.#asked) this.#change(change);
  }

  #change(change: Change): void {
    this.#state = reduce(this.#state, change);
    const { freshness, overview, timeline } = this.#state;
    const { connections = [], instances = [] } = overview ?? {};
    this.element.dataset.freshness = freshness;
    setText(this.#status, this.#statusText());
    this.#overview.show(connections, instances);
    const names = new Map(connections.map((one) => [one.id, connectionName(this.#host, one)]));
    this.#timeline.show(timeline, names, { isShared: instances.length > 0 });
    this.#lists.show(connections, overview?.mayWrite ?? false);
    if (change.type === 'answered') this.#attention.show(connections);
  }

  #statusText(): string {
    const { freshness, overview } = this.#state;
    if (freshness === 'refused') return this.#host.t('message.refused');
    if (freshness === 'loading') return this.#host.t('message.loading');
    if (freshness === 'fresh' || !overview) return '';
    return this.#host.t('message.stale', { time: this.#formats.time(overview.at) });
  }

  #openList(connection: string, list: ListName): void {
    this.#lists.open(connection, list);
    this.#tabs.choose('lists');
  }

  #chosen(name: string): void {
    if (this.#isSeen && name === 'lists') this.#refreshLists.ask();
    if (this.#isSeen && name === 'overview') this.#plots.ask();
  }

  #seen(isSeen: boolean): void {
    this.#isSeen = isSeen;
    this.#stopClock();
    if (!isSeen) return;
    this.refresh();
    this.#clock = window.setInterval(() => this.refresh(), AGAIN_MS);
  }

  #stopClock(): void {
    window.clearInterval(this.#clock);
    this.#clock = undefined;
  }
}

function isRefused(error: unknown): boolean {
  return error instanceof RequestError && (error.status === 401 || error.status === 403);
}
