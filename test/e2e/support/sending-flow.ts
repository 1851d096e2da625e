import { join } from 'node:path';
import { func, node, noteNode } from './flow-nodes';

export interface SendingFlowOptions {
  folder: string;
  /** Below a document root. */
  document: string;
  etherfax: { baseUrl: string; pushUrl: string };
  esendex: { baseUrl: string; path: string };
  /** By default longer than any rig takes. */
  giveUpMinutes?: string;
}

/** What the flow noted of one end or acceptance. */
export interface SendingRecord {
  output: 'accepted' | 'finished';
  kind: 'fax' | 'sms';
  n: number;
  jobId: string;
  state: string;
  final: boolean;
  redelivered: boolean;
}

export const SENDING_CREDENTIALS = {
  'line-fax': { apiKey: 'example-key', pushToken: 'example-push-token' },
  'line-sms': { username: 'demo@example.com', password: 'example' },
};

/** `POST /jobs {kind, n, to}` → send, answered once the job is durable; each output is noted in a file. */
export function sendingFlow(options: SendingFlowOptions): object[] {
  const { folder, document, etherfax, esendex, giveUpMinutes = '2880' } = options;
  const prepare = `
    const job = msg.payload;
    msg.n = job.n; msg.to = job.to; msg.idempotencyKey = job.kind + job.n;
    msg.payload = job.kind === 'sms' ? 'Parcel ' + job.n + ' is here' : ${JSON.stringify(document)};
    return job.kind === 'sms' ? [null, msg] : [msg, null];`;
  const records = JSON.stringify(join(folder, 'records.jsonl'));
  const record = (kind: SendingRecord['kind'], output: SendingRecord['output']): string => `{ output: '${output}',
    kind: '${kind}', n: msg.n, jobId: msg.payload.id, state: msg.payload.state, final: msg.payload.final,
    redelivered: msg.event.redelivered }`;
  const typed = (name: string, value: string, type: string): object => ({ [name]: value, [`${name}Type`]: type });
  const none = (...names: string[]): object =>
    Object.assign({}, ...names.map((name) => typed(name, '', 'str'))) as object;
  return [
    { id: 'tab', type: 'tab', label: 'sending' },
    {
      ...{ id: 'line-fax', type: 'fax-sms-connection', name: 'etherFAX', provider: 'etherfax', simulator: false },
      ...{ account: 'efax-0000-0000', ...etherfax, pollSeconds: '10', channels: '8' },
    },
    {
      ...{ id: 'line-sms', type: 'fax-sms-connection', name: 'Esendex', provider: 'esendex', simulator: false },
      ...{ account: 'EX0000001', baseUrl: esendex.baseUrl, webhookPath: esendex.path, pollSeconds: '10' },
    },
    node('in', 'http in', { url: '/jobs', method: 'post', upload: false }, [['prepare']]),
    func('prepare', prepare, [['send-fax'], ['send-sms']]),
    node(
      'send-fax',
      'fax-send',
      {
        ...{ connection: 'line-fax', timezone: '', attempts: '3', quality: 'fine', giveUpMinutes },
        ...{ ...typed('to', 'to', 'msg'), ...typed('document', 'payload', 'msg'), ...typed('reference', 'n', 'msg') },
        ...none('from', 'header', 'stationId'),
      },
      [['note-fax-accepted'], ['note-fax-finished']],
    ),
    node(
      'send-sms',
      'sms-send',
      {
        ...{ connection: 'line-sms', characterset: 'Auto', validity: '0', giveUpMinutes },
        ...{ ...typed('to', 'to', 'msg'), ...typed('text', 'payload', 'msg'), ...typed('reference', 'n', 'msg') },
        ...none('from', 'sendAt'),
      },
      [['note-sms-accepted'], ['note-sms-finished']],
    ),
    node('done', 'complete', { scope: ['send-fax', 'send-sms'], uncaught: false }, [['response']]),
    node('response', 'http response', { statusCode: '200', headers: {} }, []),
    node('catch', 'catch', { scope: ['send-fax', 'send-sms'], uncaught: false }, [['refused']]),
    func('refused', "msg.payload = msg.error.code + ' ' + msg.error.message; return msg;", [['refusal']]),
    node('refusal', 'http response', { statusCode: '422', headers: {} }, []),
    ...(['fax', 'sms'] as const).flatMap((kind) =>
      (['accepted', 'finished'] as const).map((output) =>
        noteNode(`note-${kind}-${output}`, records, record(kind, output)),
      ),
    ),
  ];
}
