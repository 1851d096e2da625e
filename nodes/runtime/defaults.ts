import type { NodeConfig } from './node-red';

/**
 * The defaults of each node's properties, as its dialog has them (test/nodes/defaults.spec.ts holds the two together). A
 * flow that was not made by the editor lacks what its author left out, and works as if it had been.
 */
export const DEFAULTS = {
  'fax-sms-connection': {
    ...{ version: 1, name: '', provider: 'etherfax', simulator: false, account: '', baseUrl: '', country: '' },
    ...{ pushUrl: '', webhookPath: '', publicUrl: '', pollSeconds: 60, redeliverMinutes: 15, maxAttempts: 5 },
    ...{ keepDays: 30, documentDays: 0, channels: 1, service: '', encrypt: true, tls: '', proxy: '' },
  },
  'fax-receive-in': {
    ...{ version: 2, name: '', connection: '', number: '', complete: 'manual', output: 'document' },
    format: 'pdf',
  },
  'fax-status-in': { version: 1, name: '', connection: '', direction: 'both', finalOnly: false },
  'sms-push-in': { version: 1, name: '', connection: '', number: '', complete: 'manual', enrich: false },
  'fax-send': {
    ...{ version: 1, name: '', connection: '', to: 'to', toType: 'msg', document: 'payload', documentType: 'msg' },
    ...{ from: '', fromType: 'str', header: '', headerType: 'str', stationId: '', stationIdType: 'str' },
    ...{ reference: 'reference', referenceType: 'msg', timezone: '', attempts: 3, quality: 'fine' },
    ...{ greys: 'text', cover: 'cover', coverType: 'msg', report: 'none' },
    giveUpMinutes: 1_440,
  },
  'sms-send': {
    ...{ version: 1, name: '', connection: '', to: 'to', toType: 'msg', from: '', fromType: 'str' },
    ...{ text: 'payload', textType: 'msg', reference: 'reference', referenceType: 'msg', sendAt: '' },
    ...{ sendAtType: 'str', characterset: 'Auto', validity: 0, giveUpMinutes: 1_440 },
  },
  'mark-received': { version: 1, name: '', connection: '', then: 'keep' },
} as const;

export type NodeType = keyof typeof DEFAULTS;

/** The node's properties, with the default of each that is missing. */
export function withDefaults(type: NodeType, config: NodeConfig): NodeConfig {
  const given = Object.entries(config).filter(([, value]) => value !== undefined && value !== null);
  return { ...config, ...DEFAULTS[type], ...beforeVersion2(type, config), ...Object.fromEntries(given) };
}

/** A flow that was saved when the record, and the fax as it came, were the defaults goes on getting them. */
function beforeVersion2(type: NodeType, { version }: NodeConfig): object {
  return type === 'fax-receive-in' && !(Number(version) >= 2) ? { output: 'record', format: 'original' } : {};
}
