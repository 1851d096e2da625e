export type FlowNode = { id: string; type: string } & Record<string, unknown>;

/** The node types that lie on the workspace. */
export const NODE_TYPES = [
  'fax-receive-in',
  'fax-status-in',
  'fax-send',
  'sms-push-in',
  'sms-send',
  'fax-sms-state',
  'mark-received',
] as const;

export const ETHERFAX: FlowNode = {
  ...{ id: 'line-fax', type: 'fax-sms-connection', name: '', provider: 'etherfax', simulator: true },
  ...{ account: '', pollSeconds: '60', redeliverMinutes: '15', maxAttempts: '5', keepDays: '30' },
  ...{ documentDays: '0', channels: '1' },
};
export const ESENDEX: FlowNode = { ...ETHERFAX, id: 'line-sms', provider: 'esendex' };

export const TAB: FlowNode = { id: 'tab', type: 'tab', label: 'editor' };

/** What the editor makes of a node that is dragged in, with what is typed in its dialog. Its id is `n-` and its type. */
export function node(type: (typeof NODE_TYPES)[number], more: object = {}): FlowNode {
  const row = NODE_TYPES.indexOf(type);
  const connection = type.startsWith('sms') ? 'line-sms' : 'line-fax';
  return {
    ...{ id: `n-${type}`, type, z: 'tab', x: 200, y: 80 + 80 * row, wires: [], version: 1, name: '', connection },
    ...OWN[type],
    ...more,
  };
}

const typed = (name: string, value: string, type: string): object => ({ [name]: value, [`${name}Type`]: type });

const FAX_SEND = {
  ...{ attempts: '3', quality: 'fine', giveUpMinutes: '1440', timezone: '' },
  ...{ ...typed('to', 'to', 'msg'), ...typed('document', 'payload', 'msg'), ...typed('from', '', 'str') },
  ...{ ...typed('header', '', 'str'), ...typed('stationId', '', 'str'), ...typed('reference', 'reference', 'msg') },
};
const SMS_SEND = {
  ...{ characterset: 'Auto', validity: '0', giveUpMinutes: '1440', ...typed('to', 'to', 'msg') },
  ...{ ...typed('text', 'payload', 'msg'), ...typed('from', '', 'str'), ...typed('sendAt', '', 'str') },
  ...typed('reference', 'reference', 'msg'),
};

const OWN = {
  'fax-receive-in': { number: '', complete: 'manual', output: 'record', format: 'original' },
  'fax-status-in': { direction: 'both', finalOnly: false },
  'fax-send': FAX_SEND,
  'sms-push-in': { number: '', complete: 'manual', enrich: false },
  'sms-send': SMS_SEND,
  'fax-sms-state': { minutes: '1' },
  'mark-received': { then: 'keep' },
} satisfies Record<(typeof NODE_TYPES)[number], object>;
