import connection from '../fax-sms-connection/locales/en-US/fax-sms-connection.json';
import { faceOf } from '../../src/providers/faces';
import faxSend from '../fax-send/locales/en-US/fax-send.json';
import store from '../pushline-store/locales/en-US/pushline-store.json';
import smsSend from '../sms-send/locales/en-US/sms-send.json';

const LABELS = {
  'fax-sms-connection': connection['fax-sms-connection'].label,
  'pushline-store': store['pushline-store'].label,
  'fax-send': faxSend['fax-send'].label,
  'sms-send': smsSend['sms-send'].label,
} satisfies Record<string, Record<string, string>>;

export type LabelledType = keyof typeof LABELS;

/**
 * The label of a property in the dialog, by which the user knows it. A connection's labels may depend on the provider.
 */
export function labelOf(type: LabelledType, property: string, provider?: string): string {
  const labels: Record<string, string> = LABELS[type];
  const field = faceOf(provider)?.fields.find(({ name }) => name === property);
  return labels[field?.label ?? property] ?? property;
}

/** The name of a connection in the log; its node id if it has no name. */
export function nameForLog({ id, name }: { id: string; name: string }): string {
  return name || `fax-sms-connection ${id}`;
}
