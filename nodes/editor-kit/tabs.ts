/**
 * Shows one panel of a `tabs` row at a time. Keys follow the ARIA pattern for tabs: arrows, Home and End move between
 * them, Tab goes into the panel.
 */
export function prepareTabs(form: JQuery, onShown: (panel: string) => void = () => undefined): void {
  const tabs = form.find('[role=tab]');

  function show(tab: JQuery): void {
    const panel = tab.attr('aria-controls') ?? '';
    tabs.attr({ 'aria-selected': 'false', tabindex: '-1' });
    tab.attr({ 'aria-selected': 'true', tabindex: '0' });
    form.find('[role=tabpanel]').hide().filter(`#${panel}`).show();
    onShown(panel);
  }

  tabs
    .on('click', function () {
      show($(this));
    })
    .on('keydown', function (event) {
      const next = nextIndex(event.key, tabs.index(this), tabs.length);
      if (next === undefined) return;
      event.preventDefault();
      show(tabs.eq(next).trigger('focus'));
    });
  show(tabs.first());
}

function nextIndex(key: string, index: number, count: number): number | undefined {
  switch (key) {
    case 'ArrowRight':
      return (index + 1) % count;
    case 'ArrowLeft':
      return (index + count - 1) % count;
    case 'Home':
      return 0;
    case 'End':
      return count - 1;
    default:
      return undefined;
  }
}
