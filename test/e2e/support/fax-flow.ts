import { join } from 'node:path';
import { readJsonLines } from './json-lines';

export interface FaxFlowOptions {
  folder: string;
  baseUrl: string;
  pushUrl: string;
}

/** A line of the flow's own records: it got the fax (`offered`), or was about to mark it (`marking`). */
export interface FlowRecord {
  step: 'offered' | 'marking';
  key: string;
  attempt: number;
  redelivered: boolean;
  source: string;
}

/** The JobId at the end of a received fax's key. */
export function jobIdOf(key: string): string {
  return key.slice(key.lastIndexOf(':') + 1);
}

/**
 * Received fax → note that it was offered → write the document → note that it will be marked → mark received.
 * Only core nodes beside ours, as a user would build it; each step begins when the one before has written its file.
 */
export function faxFlow({ folder, baseUrl, pushUrl }: FaxFlowOptions): unknown[] {
  const note = (step: FlowRecord['step']): string => `
    msg.document = msg.document || msg.payload;
    msg.filename = ${JSON.stringify(join(folder, 'records.jsonl'))};
    msg.payload = JSON.stringify({ step: '${step}', key: msg.event.key, attempt: msg.event.attempt,
      redelivered: msg.event.redelivered, source: msg.event.source });
    return msg;`;
  const restore = `
    msg.payload = msg.document;
    msg.filename = ${JSON.stringify(join(folder, 'fax-'))} + msg.event.key.split(':').pop() + '.tif';
    return msg;`;
  const node = (id: string, type: string, next: string | undefined, more: object): object => ({
    ...{ id, type, z: 'tab', x: 100, y: 100, wires: next === undefined ? [[]] : [[next]] },
    ...more,
  });
  const func = (code: string): object => ({ func: code, outputs: 1, noerr: 0, initialize: '', finalize: '', libs: [] });
  const append = {
    filename: 'filename',
    filenameType: 'msg',
    appendNewline: true,
    overwriteFile: 'false',
    createDir: true,
  };
  return [
    { id: 'tab', type: 'tab', label: 'faxes' },
    {
      ...{ id: 'connection', type: 'fax-sms-connection', name: 'etherFAX', provider: 'etherfax', simulator: false },
      ...{ account: 'efax-0000-0000', baseUrl, pushUrl, pollSeconds: '10' },
    },
    node('receive', 'fax-receive-in', 'note-offer', {
      ...{ connection: 'connection', number: '', complete: 'manual', output: 'document', format: 'original' },
    }),
    node('note-offer', 'function', 'append-offer', func(note('offered'))),
    node('append-offer', 'file', 'linger', append),
    node('linger', 'delay', 'restore', LINGER),
    node('restore', 'function', 'write', func(restore)),
    node('write', 'file', 'note-mark', { ...append, appendNewline: false, overwriteFile: 'true' }),
    node('note-mark', 'function', 'append-mark', func(note('marking'))),
    node('append-mark', 'file', 'mark', append),
    node('mark', 'mark-received', undefined, { connection: '', then: 'keep' }),
  ];
}

/** A flow that takes its time, so that some faxes are always open when it is killed or deployed. */
const LINGER = {
  ...{ pauseType: 'random', timeout: '0', timeoutUnits: 'seconds', rate: '1', nbRateUnits: '1', rateUnits: 'second' },
  ...{ randomFirst: '1', randomLast: '400', randomUnits: 'milliseconds', drop: false, allowrate: false, outputs: 1 },
};

export const FAX_FLOW_CREDENTIALS = { connection: { apiKey: 'example-key', pushToken: 'example-push-token' } };

export async function readRecords(folder: string): Promise<FlowRecord[]> {
  return readJsonLines<FlowRecord>(join(folder, 'records.jsonl'));
}
