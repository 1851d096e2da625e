import { join } from 'node:path';
import { func, node, noteNode, typed } from './flow-nodes';

/** What is sent one way at one provider, over one connection. */
export interface OutageLine {
  name: string;
  connection: string;
  kind: 'fax' | 'sms';
  /** A sender's own number, where the provider wants one. */
  from: string;
}

export interface OutageFlowOptions {
  /** Below it the document; the records are written there. */
  folder: string;
  document: string;
  connections: object[];
  lines: OutageLine[];
}

/** A status of one job as the flow was told it. */
export interface OutageRecord {
  /** `<line> <n>` */
  reference: string;
  id: string;
  state: string;
  final: boolean;
}

/** `POST /jobs {line, n, to}` → that line's sender, answered once the job is durable. Every status is noted in a file. */
export function outageFlow({ folder, document, connections, lines }: OutageFlowOptions): object[] {
  const prepare = `
    const { line, n, to } = msg.payload;
    const lines = ${JSON.stringify(lines)};
    const index = lines.findIndex(({ name }) => name === line);
    msg.to = to; msg.reference = line + ' ' + n; msg.idempotencyKey = msg.reference;
    msg.payload = lines[index].kind === 'sms' ? 'Parcel ' + n + ' is here' : ${JSON.stringify(document)};
    return lines.map((_, each) => (each === index ? msg : null));`;
  const record = `(({ id, reference, state, final }) => ({ id, reference, state, final }))(msg.payload)`;
  const senders = lines.map(({ name }) => `send ${name}`);
  const ids = [...new Set(lines.map(({ connection }) => connection))];
  const sends = (id: string, kind: OutageLine['kind']): boolean =>
    lines.some(({ connection, kind: sent }) => connection === id && sent === kind);
  return [
    { id: 'tab', type: 'tab', label: 'outages' },
    ...connections,
    node('in', 'http in', { url: '/jobs', method: 'post', upload: false }, [['prepare']]),
    func(
      'prepare',
      prepare,
      senders.map((sender) => [sender]),
    ),
    ...lines.map(senderNode),
    ...ids.flatMap((id) => [
      ...(sends(id, 'fax')
        ? [
            node(`fax-status ${id}`, 'fax-status-in', { connection: id, direction: 'out', finalOnly: false }, [
              ['note'],
            ]),
          ]
        : []),
      ...(sends(id, 'sms')
        ? [
            node(`sms-status ${id}`, 'sms-push-in', { connection: id, number: '', complete: 'auto' }, [
              ...[[], ['note'], ['note'], ['note']],
            ]),
          ]
        : []),
    ]),
    noteNode('note', JSON.stringify(join(folder, 'records.jsonl')), record),
    node('done', 'complete', { scope: senders, uncaught: false }, [['response']]),
    node('response', 'http response', { statusCode: '200', headers: {} }, []),
    node('catch', 'catch', { scope: senders, uncaught: false }, [['refused']]),
    func('refused', "msg.payload = msg.error.code + ' ' + msg.error.message; return msg;", [['refusal']]),
    node('refusal', 'http response', { statusCode: '422', headers: {} }, []),
  ];
}

function senderNode({ name, connection, kind, from }: OutageLine): object {
  const common = {
    ...{ connection, giveUpMinutes: '2880' },
    ...typed({ to: ['to', 'msg'], reference: ['reference', 'msg'], from: [from, 'str'] }),
  };
  return kind === 'fax'
    ? node(
        `send ${name}`,
        'fax-send',
        {
          ...{ ...common, timezone: '', attempts: '3', quality: 'fine' },
          ...typed({ document: ['payload', 'msg'], header: ['', 'str'], stationId: ['', 'str'] }),
        },
        [[], []],
      )
    : node(
        `send ${name}`,
        'sms-send',
        {
          ...{ ...common, characterset: 'Auto', validity: '0' },
          ...typed({ text: ['payload', 'msg'], sendAt: ['', 'str'] }),
        },
        [[], []],
      );
}
