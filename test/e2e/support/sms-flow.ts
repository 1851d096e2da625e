import { join } from 'node:path';

export interface SmsRecord {
  key: string;
  redelivered: boolean;
  source: string;
}

/** SMS → note that it was offered → mark received: core nodes beside ours. `path` is the webhook's. */
export function smsFlow(options: { folder: string; baseUrl: string; path: string }): object[] {
  const { folder, baseUrl, path } = options;
  const note = `msg.filename = ${JSON.stringify(join(folder, 'offered.jsonl'))};
    msg.payload = JSON.stringify({ key: msg.event.key, redelivered: msg.event.redelivered, source: msg.event.source });
    return msg;`;
  return [
    { id: 'tab', type: 'tab', label: 'sms' },
    {
      ...{ id: 'connection', type: 'fax-sms-connection', name: 'Esendex', provider: 'esendex', simulator: false },
      ...{ account: 'EX0000001', baseUrl, webhookPath: path, pollSeconds: '10' },
    },
    {
      ...{ id: 'receive', type: 'sms-push-in', z: 'tab', x: 100, y: 100, connection: 'connection' },
      ...{ number: '', complete: 'manual', enrich: false, wires: [['note'], [], [], []] },
    },
    functionNode('note', note, 'append'),
    appendNode('append', 'mark'),
    { ...{ id: 'mark', type: 'mark-received', z: 'tab', x: 500, y: 100, connection: '', then: 'keep' }, wires: [[]] },
  ];
}

/** What a user would build without us: the same load on core's `http in`, answered when it has been written. */
export function plainFlow(folder: string, path: string): object[] {
  const note = `msg.filename = ${JSON.stringify(join(folder, 'plain.jsonl'))};
    msg.payload = JSON.stringify({ key: msg.payload.InboundMessage.MessageId[0] });
    return msg;`;
  return [
    { ...{ id: 'in', type: 'http in', z: 'tab', x: 100, y: 200, url: path, method: 'post' }, wires: [['xml']] },
    {
      ...{ id: 'xml', type: 'xml', z: 'tab', x: 200, y: 200, property: 'payload', attr: '', chr: '' },
      wires: [['plain']],
    },
    functionNode('plain', note, 'append-plain'),
    appendNode('append-plain', 'response'),
    {
      ...{ id: 'response', type: 'http response', z: 'tab', x: 500, y: 200, statusCode: '200', headers: {} },
      wires: [],
    },
  ];
}

export const SMS_FLOW_CREDENTIALS = { connection: { username: 'demo@example.com', password: 'example' } };

function functionNode(id: string, func: string, next: string): object {
  const code = { func, outputs: 1, noerr: 0, initialize: '', finalize: '', libs: [] };
  return { id, type: 'function', z: 'tab', x: 300, y: 100, ...code, wires: [[next]] };
}

function appendNode(id: string, next: string): object {
  const file = { filename: 'filename', filenameType: 'msg', appendNewline: true, overwriteFile: 'false' };
  return { id, type: 'file', z: 'tab', x: 400, y: 100, ...file, createDir: true, wires: [[next]] };
}
