const KEYS = ['Enter', ' '];
/** The properties that refer to a configuration node, and its type. */
export const REFERENCES = {
  connection: 'fax-sms-connection',
  store: 'pushline-store',
  tls: 'tls-config',
  proxy: 'http proxy',
};
const ACTIONS = { edit: 'editor.editConfig', add: 'editor.addNewConfig' };

/** The editor's buttons beside a configuration node are links without an address, which no key reaches and nothing names. */
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
