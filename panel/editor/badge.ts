import { el } from './dom';

/** On the tab's button, wherever this version of the editor keeps it; where it is not found, nothing is lost. */
export function showBadge(tabId: string, { count, name }: { count: string; name: string }): void {
  // Node-RED 4.1 has an icon and a label for each tab, 5 an icon.
  const places = [
    `#red-ui-tab-${tabId}-link-button`,
    `#red-ui-tab-${tabId} .red-ui-tab-label`,
    `[data-tab-id="${tabId}"]`,
  ];
  for (const place of document.querySelectorAll(places.join(', '))) {
    place.querySelector('.pushline-badge')?.remove();
    place.setAttribute('aria-label', name);
    if (count !== '')
      place.append(el('span', { class: 'pushline-badge', text: count, attrs: { 'aria-hidden': 'true' } }));
  }
}
