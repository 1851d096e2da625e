import { migrated } from './migrated';
import type { NodeConfig } from './node-config';

/**
 * The defaults of each node's properties, for the runtime and the dialogs. They also apply to properties that are
 * missing in a flow that was not made in the editor.
 */
export const DEFAULTS = {
  'fax-sms-connection': {
    version: 1,
    name: '',
    provider: 'etherfax',
    simulator: false,
    account: '',
    baseUrl: '',
    country: '',
    pushUrl: '',
    webhookPath: '',
    publicUrl: '',
    pollSeconds: 60,
    redeliverMinutes: 15,
    maxAttempts: 5,
    keepDays: 30,
    documentDays: 0,
    channels: 1,
    service: '',
    encrypt: true,
    tls: '',
    proxy: '',
    store: '',
  },
  'pushline-store': {
    version: 1,
    name: '',
    by: 'fields',
    url: '',
    host: '',
    port: 5_432,
    database: '',
    user: '',
    secure: 'authorities',
    tls: '',
    schema: 'pushline',
    group: '',
    instance: '',
    documents: 'database',
    folder: '',
  },
  'fax-receive-in': {
    version: 2,
    name: '',
    connection: '',
    number: '',
    complete: 'manual',
    output: 'document',
    format: 'pdf',
  },
  'fax-status-in': { version: 1, name: '', connection: '', direction: 'both', finalOnly: false },
  'sms-push-in': { version: 1, name: '', connection: '', number: '', complete: 'manual', enrich: false },
  'fax-send': {
    version: 2,
    name: '',
    connection: '',
    to: 'to',
    toType: 'msg',
    document: 'payload',
    documentType: 'msg',
    from: '',
    fromType: 'str',
    header: '',
    headerType: 'str',
    stationId: '',
    stationIdType: 'str',
    reference: 'reference',
    referenceType: 'msg',
    timezone: '',
    attempts: 3,
    quality: 'fine',
    greys: 'text',
    cover: 'cover',
    coverType: 'msg',
    report: 'none',
    giveUpMinutes: 1_440,
    outputs: 2,
  },
  'sms-send': {
    version: 1,
    name: '',
    connection: '',
    to: 'to',
    toType: 'msg',
    from: '',
    fromType: 'str',
    text: 'payload',
    textType: 'msg',
    reference: 'reference',
    referenceType: 'msg',
    sendAt: '',
    sendAtType: 'str',
    characterset: 'Auto',
    validity: 0,
    giveUpMinutes: 1_440,
    outputs: 2,
  },
  'fax-sms-state': { version: 1, name: '', connection: '', minutes: 1 },
  'mark-received': { version: 1, name: '', connection: '', then: 'keep' },
} as const;

export type NodeType = keyof typeof DEFAULTS;

/** The node's properties in the form of the current version, missing ones with their defaults. */
export function withDefaults(type: NodeType, saved: NodeConfig): NodeConfig {
  const config = migrated(type, saved);
  const given = Object.entries(config).filter(([, value]) => value !== undefined && value !== null);
  return { ...config, ...DEFAULTS[type], ...Object.fromEntries(given) };
}
