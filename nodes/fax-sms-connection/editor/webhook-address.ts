import type { Opened } from '../../editor-kit/opened';

export interface Webhook {
  path: string;
  /** Present if a public address is set. */
  url?: string;
}

/** Shows the deployed address that the provider has to call. Without a public address only its path is known. */
export function showAddress({ form }: Opened, webhook: Webhook | undefined): void {
  const root = (RED.settings.httpNodeRoot ?? '').replace(/\/$/, '');
  const address = webhook ? (webhook.url ?? root + webhook.path) : '';
  form.find('#fax-sms-connection-address').val(address);
  form.find('#fax-sms-connection-copy').prop('disabled', address === '');
  form.find('#fax-sms-connection-no-host').toggle(address !== '' && !webhook?.url);
}

export function prepareAddress({ form, node }: Opened): void {
  const copy = form.find('#fax-sms-connection-copy').prop('disabled', true);
  form.find('#fax-sms-connection-no-host').hide();
  copy.on('click', () => {
    const address = String(form.find('#fax-sms-connection-address').val());
    RED.clipboard.copyText(address, copy, node._('fax-sms-connection.message.copied'));
  });
}
