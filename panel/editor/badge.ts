import { el } from './dom';

/**
 * Shows the badge on the panel's tab, wherever this version of the editor has it. If it is not found, there is no
 * badge.
 */
export function showBadge(tabId: string, { count, name }: { count: string; name: string }): void {
  // Node-RED 4.1 has an icon and a label for each tab, Node-RED 5 only an icon.
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
