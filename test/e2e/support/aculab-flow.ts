import { join } from 'node:path';
import { node, noteNode } from './flow-nodes';

export interface AculabFlowOptions {
  folder: string;
  /** Below a document root. */
  document: string;
  baseUrl: string;
  /** Of this Node-RED, as the simulated Aculab reaches it. */
  publicUrl: string;
  path: string;
}

/** A fax as the flow was given it. */
export interface ReceivedRecord {
  at: 'received';
  file: string;
  type: string;
  bytes: number;
  redelivered: boolean;
}

/** The end of a fax as the flow was told it. */
export interface SentRecord {
  at: 'sent';
  n: number;
  jobId: string;
  state: string;
  cause: string;
  redelivered: boolean;
}

export type AculabRecord = ReceivedRecord | SentRecord;

export const ACULAB_CREDENTIALS = {
  line: { username: 'demo@example.com', apiKey: 'example-key', servicePassword: 'example' },
};

/** Received faxes are noted and marked received with `delete`; `POST /jobs {n, to}` sends one, answered once it is durable. */
export function aculabFlow({ folder, document, baseUrl, publicUrl, path }: AculabFlowOptions): object[] {
  const file = JSON.stringify(join(folder, 'records.jsonl'));
  const prepare = `
    const { n, to } = msg.payload;
    msg.n = n; msg.to = to; msg.idempotencyKey = 'fax' + n; msg.payload = ${JSON.stringify(document)};
    return msg;`;
  const received = `
    const { payload, event } = msg;
    msg.filename = ${file};
    msg.payload = JSON.stringify({ at: 'received', file: payload.providerId, type: payload.document.type,
      bytes: payload.document.size, redelivered: event.redelivered });
    return msg;`;
  const sent = `{ at: 'sent', n: msg.n, jobId: msg.payload.id, state: msg.payload.state, cause: msg.payload.cause,
    redelivered: msg.event.redelivered }`;
  const typed = (name: string, value: string, type: string): object => ({ [name]: value, [`${name}Type`]: type });
  const none = (...names: string[]): object =>
    Object.assign({}, ...names.map((name) => typed(name, '', 'str'))) as object;
  return [
    { id: 'tab', type: 'tab', label: 'aculab' },
    {
      ...{ id: 'line', type: 'fax-sms-connection', name: 'Aculab', provider: 'aculab', simulator: false },
      ...{ account: '1-2-0', service: 'Pushline', baseUrl, publicUrl, webhookPath: path, pollSeconds: '10' },
      ...{ channels: '8', encrypt: true },
    },
    node('fax-in', 'fax-receive-in', { connection: 'line', number: '', complete: 'manual', output: 'file' }, [
      ['received'],
    ]),
    func('received', received, ['append-received']),
    append('append-received', ['mark']),
    node('mark', 'mark-received', { connection: '', then: 'delete' }),
    node('in', 'http in', { url: '/jobs', method: 'post', upload: false }, [['prepare']]),
    func('prepare', prepare, ['fax-send']),
    node(
      'fax-send',
      'fax-send',
      {
        ...{ connection: 'line', timezone: '', attempts: '3', quality: 'fine', giveUpMinutes: '2880' },
        ...{ ...typed('to', 'to', 'msg'), ...typed('document', 'payload', 'msg'), ...typed('reference', 'n', 'msg') },
        ...{ ...typed('from', '+15550100001', 'str'), ...none('header', 'stationId') },
      },
      [[], ['sent']],
    ),
    noteNode('sent', file, sent),
    node('done', 'complete', { scope: ['fax-send'], uncaught: false }, [['response']]),
    node('response', 'http response', { statusCode: '200', headers: {} }, []),
    node('catch', 'catch', { scope: ['fax-send'], uncaught: false }, [['refused']]),
    func('refused', "msg.payload = msg.error.code + ' ' + msg.error.message; return msg;", ['refusal']),
    node('refusal', 'http response', { statusCode: '422', headers: {} }, []),
  ];
}

function func(id: string, code: string, next: string[]): object {
  return node(id, 'function', { func: code, outputs: 1, noerr: 0, initialize: '', finalize: '', libs: [] }, [next]);
}

function append(id: string, next: string[]): object {
  const file = { filename: 'filename', filenameType: 'msg', appendNewline: true, overwriteFile: 'false' };
  return node(id, 'file', { ...file, createDir: true }, [next]);
}
