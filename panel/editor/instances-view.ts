import { el, newId, setText } from './dom';
import type { Formats } from './formats';
import type { Host } from './host';
import { KeyedList, type Row } from './keyed-list';
import type { Connection, Instance } from './wire';
import { connectionName } from './connection-card';

/** The instances on shared stores; hidden if no store is shared. */
export class InstancesView {
  readonly element: HTMLElement;
  readonly #rows: KeyedList<Shown>;

  constructor(host: Host, formats: Formats) {
    const id = newId();
    const list = el('ul', { attrs: { 'aria-labelledby': id, tabindex: '-1' } });
    this.#rows = new KeyedList(
      list,
      ({ instance }) => instance.name,
      (shown) => instanceRow(host, formats, shown),
    );
    const title = el('h3', { class: 'pushline-heading', text: host.t('label.instances'), attrs: { id } });
    this.element = el('section', { class: 'pushline-instances', attrs: { 'aria-labelledby': id } }, [title, list]);
    this.show([], []);
  }

  show(instances: Instance[], connections: Connection[]): void {
    this.element.hidden = instances.length === 0;
    this.#rows.show(instances.map((instance) => ({ instance, connections })));
  }
}

interface Shown {
  instance: Instance;
  connections: Connection[];
}

function instanceRow(host: Host, formats: Formats, first: Shown): Row<Shown> {
  const dot = el('span', { class: 'pushline-dot', attrs: { 'aria-hidden': 'true' } });
  const name = el('strong');
  const state = el('p', { class: 'pushline-more' });
  const facts = el('dl', { class: 'pushline-facts' });
  const element = el('li', { class: 'pushline-card', attrs: { tabindex: '-1' } }, [
    el('p', {}, [dot, name]),
    state,
    facts,
  ]);
  const update = ({ instance, connections }: Shown): void => {
    setText(name, instance.isThis ? host.t('label.thisInstance', { name: instance.name }) : instance.name);
    dot.dataset.state = instance.state;
    setText(state, instance.state === 'alive' ? '' : host.code('instanceState', instance.state));
    state.hidden = instance.state === 'alive';
    const known = factsOf(host, formats, { instance, connections });
    const isSame = facts.textContent === known.flat().join('');
    if (isSame) return;
    facts.replaceChildren(...known.flatMap(([label, text]) => [el('dt', { text: label }), el('dd', { text })]));
  };
  update(first);
  return { element, update };
}

function factsOf(host: Host, formats: Formats, { instance, connections }: Shown): [string, string][] {
  const { holds, since, heardAt, version } = instance;
  const held = connections.filter(({ id }) => holds.includes(id)).map((one) => connectionName(host, one));
  const facts: Record<string, string | undefined> = {
    holds: held.length === 0 ? undefined : held.join(', '),
    since: since === undefined ? undefined : formats.time(since),
    heardAt: heardAt === undefined ? undefined : formats.time(heardAt),
    version,
  };
  return Object.entries(facts).flatMap(([fact, text]) => (text === undefined ? [] : [[host.t(`fact.${fact}`), text]]));
}
