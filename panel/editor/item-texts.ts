import type { Formats } from './formats';
import type { Host } from './host';
import type { Item, ListName } from './wire';

/** Such as "from …1234 to …5678", as far as the numbers are known. */
export function numbersText(host: Host, { from4, to4 }: { from4?: string; to4?: string }): string {
  const parts = [from4 === undefined ? '' : `${host.t('label.from')} …${from4}`];
  parts.push(to4 === undefined ? '' : `${host.t('label.to')} …${to4}`);
  return parts.filter((part) => part !== '').join(' ');
}

export function pagesText(host: Host, formats: Formats, pages: number | undefined): string {
  if (pages === undefined) return '';
  return host.t(pages === 1 ? 'label.page' : 'label.pages', { number: formats.number(pages) });
}

/** Such as "Fax received", "SMS to send" or "Fax status". */
export function kindText(host: Host, { type, kind, direction, about }: Item): string {
  if (type === 'quarantined') return host.t('kind.quarantined');
  if (about !== undefined && about !== 'received') return host.code('about', `${kind}-${about}`);
  return host.code('kind', type === 'job' ? `${kind}-job` : `${kind}-${direction}`);
}

/** What will happen to the item next, by itself or by a person. */
export function nextText(host: Host, formats: Formats, { next }: Item): string {
  if (!next) return '';
  const time = next.at === undefined ? undefined : formats.time(next.at);
  if (time === undefined) return host.code('next', next.what);
  const key = `${next.what}-at`;
  const text = host.code('next', key, { time });
  return text === key ? `${host.code('next', next.what)}, ${time}` : text;
}

/** The name of an action, which for some items is a special one. */
export function actionText(host: Host, action: string, { type, state }: Item): string {
  if (action === 'offer' && state === 'skipped') return host.t('action.offer-skipped');
  if (action === 'drop' && type === 'job') return host.t('action.drop-job');
  return host.code('action', action);
}

/** The question before an action; undefined: the action loses nothing, so there is none. */
export function questionOf(host: Host, action: string, { type }: Item): string | undefined {
  if (action === 'offer') return undefined;
  const name = action === 'drop' && type === 'job' ? 'drop-job' : action;
  const question = host.code('question', name);
  return question === name ? host.t('question.other') : question;
}

export function listText(host: Host, formats: Formats, list: ListName, count: number | undefined): string {
  const name = host.t(`list.${list}`);
  return count === undefined ? name : `${name} (${formats.number(count)})`;
}
