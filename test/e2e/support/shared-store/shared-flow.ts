import { func, node, noteNode, typed } from '../flow-nodes';
import type { LineName } from './lines';

/** What an instance wrote down, a line each. */
export type SharedRecord = OfferedRecord | MarkingRecord | StatusRecord | SentRecord;

interface Noted {
  /** Which instance. */
  by: string;
  at: number;
}

export interface OfferedRecord extends Noted {
  step: 'offered';
  key: string;
  /** The provider's own. */
  id: string;
  attempt: number;
  redelivered: boolean;
  source: string;
  /** Of a fax whose document is in the message. */
  bytes?: number;
}

export interface MarkingRecord extends Noted {
  step: 'marking' | 'marking for the other';
  key: string;
}

export interface StatusRecord extends Noted {
  step: 'status';
  key: string;
  attempt: number;
  redelivered: boolean;
  id: string;
  state: string;
}

export interface SentRecord extends Noted {
  step: 'accepted' | 'finished';
  line: LineName;
  n: number;
  /** Of the message that ordered it. */
  token: string;
  jobId: string;
  state: string;
  redelivered: boolean;
}

export interface SharedFlowOptions {
  /** Below a document root. */
  document: string;
  etherfax: { baseUrl: string; pushUrl: string };
  esendex: { baseUrl: string; path: string };
  aculab: { baseUrl: string; publicUrl: string; path: string };
  /** Of the database. */
  user: string;
  /** Another value makes a deploy restart the connections. */
  documentDays?: string;
}

/** Node-RED takes a property whose value is a node's id for a reference to it: so none of these is a provider's name. */
export const CONNECTIONS = ['faxes', 'texts', 'cloud'] as const;

export const SHARED_CREDENTIALS = {
  faxes: { apiKey: 'example-key', pushToken: 'example-push-token' },
  texts: { username: 'demo@example.com', password: 'example' },
  cloud: { username: 'demo@example.com', apiKey: 'example-key', servicePassword: 'example' },
};

/**
 * The same flows in every instance; what differs is in the environment. What is received is noted, lies in the flow for a
 * moment, and is marked by this instance, or now and then by the other one. `POST /jobs {line, n, to, token}` sends,
 * answered once the job is durable.
 */
export function sharedFlow(options: SharedFlowOptions): object[] {
  const { document } = options;
  return [
    { id: 'tab', type: 'tab', label: 'shared' },
    ...connections(options),

    source('fax-in', 'fax-receive-in', 'faxes', { wires: [['offered']], output: 'document', format: 'original' }),
    source('aculab-fax-in', 'fax-receive-in', 'cloud', { wires: [['offered']] }),
    source('sms-in', 'sms-push-in', 'texts', { wires: SMS_OUTPUTS }),
    source('aculab-sms-in', 'sms-push-in', 'cloud', { wires: SMS_OUTPUTS }),
    ...(['faxes', 'cloud'] as const).map((connection) =>
      node(`${connection}-status`, 'fax-status-in', { connection, direction: 'out', finalOnly: false }, [['status']]),
    ),

    note(
      'offered',
      `step: 'offered', key: event.key, id: (msg.fax || payload).providerId || payload.id, attempt: event.attempt,
       redelivered: event.redelivered, source: event.source, bytes: msg.fax && payload.length`,
      ['append-offered'],
    ),
    append('append-offered', ['linger']),
    node('linger', 'delay', LINGER, [['who-marks']]),
    func('who-marks', WHO_MARKS, [['marking'], ['marking-for-other']]),
    note('marking', `step: 'marking', key: event.key`, ['append-marking']),
    append('append-marking', ['mark']),
    node('mark', 'mark-received', { connection: '', then: 'delete' }),

    note('marking-for-other', `step: 'marking for the other', key: event.key`, ['append-for-other']),
    append('append-for-other', ['ask-other']),
    func('ask-other', `msg.own = msg.event; msg.payload = { key: msg.event.key }; delete msg.headers; return msg;`, [
      ['at-other'],
    ]),
    node('at-other', 'http request', { method: 'POST', url: '${OTHER}', ret: 'txt', senderr: true }, [['marked']]),
    func('marked', `if (msg.statusCode === 200) return null; msg.event = msg.own; return msg;`, [['marking']]),

    node('mark-in', 'http in', { url: '/mark', method: 'post', upload: false }, [['mark-key']]),
    func('mark-key', `msg.event = { key: msg.payload.key }; return msg;`, [['mark-for-other']]),
    node('mark-for-other', 'mark-received', { connection: '', then: 'delete' }, [['marked-here']]),
    node('marked-here', 'http response', { statusCode: '200', headers: {} }, []),
    node('mark-failed', 'catch', { scope: ['mark-for-other'], uncaught: false }, [['not-marked']]),
    node('not-marked', 'http response', { statusCode: '503', headers: {} }, []),

    noteAtOnce(
      'status',
      `step: 'status', key: event.key, attempt: event.attempt, redelivered: event.redelivered, id: payload.id,
       state: payload.state`,
    ),
    ...sending(document),
  ];
}

function connections({ etherfax, esendex, aculab, user, documentDays = '0' }: SharedFlowOptions): object[] {
  const common = { type: 'fax-sms-connection', simulator: false, store: 'store', pollSeconds: '30', documentDays };
  return [
    storeNode(user),
    {
      ...{ ...common, id: 'faxes', name: 'etherFAX', provider: 'etherfax', account: 'efax-0000-0000', channels: '8' },
      ...etherfax,
    },
    {
      ...{ ...common, id: 'texts', name: 'Esendex', provider: 'esendex', account: 'EX0000001' },
      ...{ baseUrl: esendex.baseUrl, webhookPath: esendex.path },
    },
    {
      ...{ ...common, id: 'cloud', name: 'Aculab', provider: 'aculab', account: '1-2-0', service: 'Pushline' },
      ...{
        baseUrl: aculab.baseUrl,
        publicUrl: aculab.publicUrl,
        webhookPath: aculab.path,
        channels: '8',
        encrypt: true,
      },
    },
  ];
}

function storeNode(user: string): object {
  return {
    ...{ id: 'store', type: 'pushline-store', name: 'PostgreSQL', instance: '${INSTANCE}', schema: 'pushline' },
    ...{ by: 'fields', host: '127.0.0.1', port: '${DATABASE_PORT}', database: 'postgres', user, secure: 'off' },
  };
}

function sending(document: string): object[] {
  const prepare = `
    const { line, n, to, token } = msg.payload;
    msg.line = line; msg.n = n; msg.to = to; msg.token = token; msg.idempotencyKey = line + ' ' + n;
    const isSms = line.endsWith('sms');
    msg.payload = isSms ? 'Parcel ' + n + ' is here' : ${JSON.stringify(document)};
    return ['etherfax fax', 'esendex sms', 'aculab fax', 'aculab sms'].map((name) => (name === line ? msg : null));`;
  const senders = ['send-fax', 'send-sms', 'send-aculab-fax', 'send-aculab-sms'];
  const fax = (id: string, connection: string, from: string): object =>
    node(
      id,
      'fax-send',
      {
        ...{ connection, timezone: '', attempts: '3', quality: 'fine', giveUpMinutes: '2880' },
        ...typed({ to: ['to', 'msg'], document: ['payload', 'msg'], from: [from, 'str'], reference: ['n', 'msg'] }),
        ...typed({ header: ['', 'str'], stationId: ['', 'str'] }),
      },
      [['accepted'], ['finished']],
    );
  const sms = (id: string, connection: string, from: string): object =>
    node(
      id,
      'sms-send',
      {
        ...{ connection, characterset: 'Auto', validity: '0', giveUpMinutes: '2880' },
        ...typed({ to: ['to', 'msg'], text: ['payload', 'msg'], from: [from, 'str'], reference: ['n', 'msg'] }),
        ...typed({ sendAt: ['', 'str'] }),
      },
      [['accepted'], ['finished']],
    );
  const of = (step: SentRecord['step']): string =>
    `step: '${step}', line: msg.line, n: msg.n, token: msg.token, jobId: payload.id, state: payload.state,
     redelivered: event.redelivered`;
  return [
    node('jobs-in', 'http in', { url: '/jobs', method: 'post', upload: false }, [['prepare']]),
    func(
      'prepare',
      prepare,
      senders.map((sender) => [sender]),
    ),
    fax('send-fax', 'faxes', ''),
    sms('send-sms', 'texts', ''),
    fax('send-aculab-fax', 'cloud', '+15550100001'),
    sms('send-aculab-sms', 'cloud', '+447700900500'),
    noteAtOnce('accepted', of('accepted')),
    noteAtOnce('finished', of('finished')),
    node('done', 'complete', { scope: senders, uncaught: false }, [['response']]),
    node('response', 'http response', { statusCode: '200', headers: {} }, []),
    node('catch', 'catch', { scope: senders, uncaught: false }, [['refused']]),
    func('refused', `msg.payload = msg.error.code + ' ' + msg.error.message; return msg;`, [['refusal']]),
    node('refusal', 'http response', { statusCode: '503', headers: {} }, []),
  ];
}

const SMS_OUTPUTS = [['offered'], ['status'], ['status'], ['status']];

/** One in ten is marked by the other instance. */
const WHO_MARKS = `return Math.random() < 0.1 ? [null, msg] : [msg, null];`;

/** A flow that takes its time, so that something is always in it when its instance is killed. */
const LINGER = {
  ...{ pauseType: 'random', timeout: '0', timeoutUnits: 'seconds', rate: '1', nbRateUnits: '1', rateUnits: 'second' },
  ...{ randomFirst: '1', randomLast: '400', randomUnits: 'milliseconds', drop: false, allowrate: false, outputs: 1 },
};

interface SourceOptions {
  wires: string[][];
  output?: 'file' | 'document';
  format?: 'original';
}

function source(id: string, type: string, connection: string, { wires, ...more }: SourceOptions): object {
  const common = { connection, number: '', complete: 'manual', output: 'file', enrich: false };
  return node(id, type, { ...common, ...more }, wires);
}

/** Core nodes beside ours, as a user would build it: a function makes the line, a `file` node writes it. */
function note(id: string, fields: string, next: string[]): object {
  const code = `
    const { payload, event } = msg;
    msg.filename = ${FILE};
    msg.payload = JSON.stringify(${recordOf(fields)});
    return msg;`;
  return func(id, code, [next]);
}

function append(id: string, next: string[]): object {
  const file = { filename: 'filename', filenameType: 'msg', appendNewline: true, overwriteFile: 'false' };
  return node(id, 'file', { ...file, createDir: true }, [next]);
}

/** What is done once the flow has it. */
function noteAtOnce(id: string, fields: string): object {
  return noteNode(id, FILE, `(({ payload, event }) => (${recordOf(fields)}))(msg)`);
}

const FILE = `env.get('RECORDS')`;

function recordOf(fields: string): string {
  return `{ by: env.get('INSTANCE'), at: Date.now(), ${fields} }`;
}
