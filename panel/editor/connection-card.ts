import { button, el, setText } from './dom';
import type { Formats } from './formats';
import type { Host } from './host';
import { KeyedList, type Row } from './keyed-list';
import { LISTS, type Connection, type ListName } from './wire';

interface Actions {
  /** undefined if this editor does not have the node: it was deleted here, or deployed from another browser. */
  openDialog(id: string): (() => void) | undefined;
  openList(connection: string, list: ListName): void;
}

/** The connection's name or, without one, what it is, such as "etherFAX, simulator". */
export function connectionName(host: Host, { name, provider, simulator }: Connection): string {
  if (name !== '') return name;
  const text = host.code('provider', provider);
  return simulator ? `${text}, ${host.t('label.simulator')}` : text;
}

/** The state and the reason for it, in the words of the nodes' statuses. */
function stateText(host: Host, formats: Formats, { state, reason, retryAt }: Connection): string {
  if (reason === undefined) return host.code('status', state);
  const time = retryAt === undefined ? '' : formats.minute(retryAt);
  const until = `${reason}-until`;
  const text = retryAt === undefined ? until : host.code('status', until, { time });
  return text === until ? host.code('status', reason, { time }) : text;
}

/** One connection: its state and the reason for it, times, and the number of items in its lists. */
export function connectionCard(host: Host, formats: Formats, first: Connection, actions: Actions): Row<Connection> {
  const dot = el('span', { class: 'pushline-dot', attrs: { 'aria-hidden': 'true' } });
  const state = el('span');
  const facts = el('dl', { class: 'pushline-facts' });
  const counts = el('ul', { class: 'pushline-counts' });
  const open = button('', () => actions.openDialog(first.id)?.(), { class: 'pushline-link' });
  const element = el('li', { class: 'pushline-card', attrs: { tabindex: '-1' } }, [
    el('h3', {}, [open]),
    el('p', { class: 'pushline-state' }, [dot, state]),
    facts,
    counts,
  ]);
  const lists = new KeyedList<[ListName, number]>(
    counts,
    ([list]) => list,
    ([list, count]) => countRow(host, formats, [list, count], () => actions.openList(first.id, list)),
  );

  const update = (connection: Connection): void => {
    setText(open, connectionName(host, connection));
    open.disabled = actions.openDialog(connection.id) === undefined;
    open.title = host.t(open.disabled ? 'tip.notInEditor' : 'tip.openDialog');
    dot.dataset.state = connection.state;
    setText(state, stateText(host, formats, connection));
    showFacts(facts, host, formats, connection);
    lists.show(
      LISTS.map((list): [ListName, number] => [list, connection.counts[list] ?? 0]).filter(([, count]) => count > 0),
    );
    counts.hidden = counts.childElementCount === 0;
  };
  update(first);
  return { element, update };
}

/** Which instance polls and sends; undefined if the store is not shared. */
function holderText(host: Host, { isShared, isHolder, holder }: Connection): string | undefined {
  if (!isShared) return undefined;
  if (isHolder) return host.t('holder.this');
  return holder === undefined ? host.t('holder.none') : host.t('holder.other', { name: holder });
}

const TIMES = ['since', 'retryAt', 'lastContactAt', 'oldestOpenAt'] as const;

function showFacts(list: HTMLElement, host: Host, formats: Formats, connection: Connection): void {
  const holder = holderText(host, connection);
  const times = TIMES.map((name): [string, string | undefined] => {
    const at = connection[name];
    return [name, at === undefined ? undefined : formats.time(at)];
  });
  const facts = [['holder', holder] as const, ...times].flatMap(([name, text]) => {
    return text === undefined ? [] : [el('dt', { text: host.t(`fact.${name}`) }), el('dd', { text })];
  });
  const isSame = list.textContent === facts.map(({ textContent }) => textContent).join('');
  if (!isSame) list.replaceChildren(...facts);
}

function countRow(
  host: Host,
  formats: Formats,
  [list, first]: [ListName, number],
  onClick: () => void,
): Row<[ListName, number]> {
  const open = button('', onClick, { 'data-list': list });
  const update = ([, count]: [ListName, number]): void => {
    setText(open, host.t(`count.${list}`, { number: formats.number(count) }));
  };
  update([list, first]);
  return { element: el('li', {}, [open]), update };
}
