import { connectionCard } from './connection-card';
import { el } from './dom';
import type { Formats } from './formats';
import type { Host } from './host';
import { InstancesView } from './instances-view';
import { KeyedList } from './keyed-list';
import { PlotsView } from './plots-view';
import { recipesView } from './recipes-view';
import type { Connection, Instance, ListName } from './wire';

export const CONNECTION_TYPE = 'fax-sms-connection';

/** All connections, with plots of what goes through them; without connections, how to begin. */
export class OverviewView {
  readonly element: HTMLElement;
  readonly plots: PlotsView;
  readonly #start: HTMLElement;
  readonly #deploy: HTMLElement;
  readonly #running: HTMLElement;
  readonly #cards: KeyedList<Connection>;
  readonly #instances: InstancesView;
  readonly #ownPast: HTMLElement;

  constructor(host: Host, formats: Formats, openList: (connection: string, list: ListName) => void) {
    this.plots = new PlotsView(host, formats);
    const cards = el('ul', {
      class: 'pushline-cards',
      attrs: { 'aria-label': host.t('label.connections'), tabindex: '-1' },
    });
    this.#cards = new KeyedList(
      cards,
      ({ id }) => id,
      (connection) => connectionCard(host, formats, connection, { openDialog, openList }),
    );
    this.#start = recipesView(host, host.t('message.noConnection'));
    this.#deploy = el('p', { class: 'pushline-hint', text: host.t('message.notDeployed') });
    this.#instances = new InstancesView(host, formats);
    this.#ownPast = el('p', { class: 'pushline-hint', text: host.t('message.ownPast') });
    this.#running = el('div', {}, [cards, this.#instances.element, this.#ownPast, this.plots.element]);
    this.element = el('div', {}, [this.#start, this.#deploy, this.#running]);
    this.show([], []);
  }

  show(connections: Connection[], instances: Instance[]): void {
    const isInEditor = hasConnections();
    this.#start.hidden = isInEditor || connections.length > 0;
    this.#deploy.hidden = !isInEditor || connections.length > 0;
    this.#running.hidden = connections.length === 0;
    this.#cards.show(connections);
    this.#instances.show(instances, connections);
    this.#ownPast.hidden = instances.length === 0;
  }
}

function hasConnections(): boolean {
  let isAny = false;
  RED.nodes.eachConfig(({ type }) => {
    isAny ||= type === CONNECTION_TYPE;
    return undefined;
  });
  return isAny;
}

/**
 * Opens a connection's dialog. If the connection is inside an instance of a subflow, the editor has the subflow's
 * node.
 */
function openDialog(id: string): (() => void) | undefined {
  const inEditor = [id, id.slice(id.lastIndexOf('-') + 1)].find((one) => RED.nodes.node(one)?.type === CONNECTION_TYPE);
  return inEditor === undefined ? undefined : () => RED.editor.editConfig('', CONNECTION_TYPE, inEditor);
}
