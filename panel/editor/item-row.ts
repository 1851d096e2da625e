import { button, el } from './dom';
import type { Formats } from './formats';
import type { Host } from './host';
import type { ItemDetails } from './item-details';
import { actionText, kindText, nextText, numbersText, pagesText } from './item-texts';
import type { Row } from './keyed-list';
import type { Item } from './wire';

interface Surroundings {
  host: Host;
  formats: Formats;
  /** undefined: the user may only read. */
  details: ItemDetails | undefined;
  act: (action: string, item: Item) => void;
}

/** One fax, SMS or quarantined input: what is known of it without its content, and what can be done about it. */
export function itemRow(first: Item, surroundings: Surroundings): Row<Item> {
  const { details } = surroundings;
  const facts = el('div');
  const buttons = el('div', { class: 'pushline-buttons' });
  const element = el('li', { class: 'pushline-card', attrs: { tabindex: '-1' } }, [facts, buttons]);
  if (details) element.append(details.element);
  let shown = '';

  const update = (item: Item): void => {
    const next = JSON.stringify(item);
    if (next === shown) return;
    shown = next;
    facts.replaceChildren(...factsOf(item, surroundings));
    const hadFocus = buttons.contains(document.activeElement);
    buttons.replaceChildren(...buttonsOf(item, surroundings));
    if (hadFocus) element.focus();
  };
  update(first);
  return { element, update };
}

function factsOf(item: Item, { host, formats }: Surroundings): HTMLElement[] {
  const title = el('p', { class: 'pushline-title' }, [
    el('strong', { text: kindText(host, item) }),
    el('span', {
      class: 'pushline-chip',
      text: host.code('itemState', item.state),
      attrs: { 'data-state': item.state },
    }),
    el('time', { text: formats.time(item.at), attrs: { datetime: new Date(item.at).toISOString() } }),
  ]);
  const known = [
    numbersText(host, item),
    item.reference ?? '',
    pagesText(host, formats, item.pages),
    item.size === undefined ? '' : formats.bytes(item.size),
    (item.attempts ?? 0) > 1 ? host.t('label.attempts', { number: formats.number(item.attempts ?? 0) }) : '',
    item.logId === '' ? '' : `${host.t('label.logId')} ${item.logId}`,
  ];
  const line = el(
    'p',
    { class: 'pushline-known' },
    known.filter((fact) => fact !== '').map((text) => el('span', { class: 'pushline-fact', text })),
  );
  const more = [
    item.reason === undefined ? '' : host.code('reason', item.reason),
    item.owner === undefined ? '' : host.t('label.inFlowOf', { name: item.owner }),
    nextText(host, formats, item),
  ].filter((text) => text !== '');
  return [title, line, ...more.map((text) => el('p', { class: 'pushline-more', text }))];
}

function buttonsOf(item: Item, { host, details, act }: Surroundings): HTMLButtonElement[] {
  if (!details) return [];
  const about = kindText(host, item);
  const actions = item.actions.map((action) => {
    const text = actionText(host, action, item);
    return button(text, () => act(action, item), { 'aria-label': `${text}: ${about}`, 'data-action': action });
  });
  return [...actions, ...details.buttons];
}
