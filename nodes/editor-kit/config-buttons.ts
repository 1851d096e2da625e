const KEYS = ['Enter', ' '];
/** The properties that refer to a configuration node, with the type of that node. */
export const REFERENCES = {
  connection: 'fax-sms-connection',
  store: 'pushline-store',
  tls: 'tls-config',
  proxy: 'http proxy',
};
const ACTIONS = { edit: 'editor.editConfig', add: 'editor.addNewConfig' };

/**
 * Makes the editor's buttons beside configuration nodes accessible: they are links without an address, which the
 * keyboard does not reach and screen readers cannot name.
 */
export function prepareConfigButtons(): void {
  for (const [property, type] of Object.entries(REFERENCES)) {
    for (const [action, text] of Object.entries(ACTIONS)) {
      $(`#node-input-btn-${property}-${action}, #node-config-input-btn-${property}-${action}`)
        .attr({ role: 'button', tabindex: '0', 'aria-label': RED._(text, { type }) })
        .on('keydown', function (event) {
          if (!KEYS.includes(event.key)) return;
          event.preventDefault();
          $(this).trigger('click');
        });
    }
  }
}
