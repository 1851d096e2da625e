import type { FlowNode } from './node-red';

type Typed = Record<string, [value: string, type: string]>;

function typed(properties: Typed): Record<string, string> {
  return Object.fromEntries(
    Object.entries(properties).flatMap(([name, [value, type]]) => [
      [name, value],
      [`${name}Type`, type],
    ]),
  );
}

/** A fax send node as the editor saves it. */
export function faxSendNode(id: string, wires: [string[], string[]], more: object = {}): FlowNode {
  return {
    ...{ id, type: 'fax-send', connection: 'line-1', timezone: '', attempts: '3', quality: 'fine' },
    ...{ giveUpMinutes: '1440', wires },
    ...typed({ to: ['to', 'msg'], document: ['payload', 'msg'], reference: ['reference', 'msg'] }),
    ...typed({ from: ['', 'str'], header: ['', 'str'], stationId: ['', 'str'] }),
    ...more,
  };
}

export function smsSendNode(id: string, wires: [string[], string[]], more: object = {}): FlowNode {
  return {
    ...{
      id,
      type: 'sms-send',
      connection: 'line-1',
      characterset: 'Auto',
      validity: '0',
      giveUpMinutes: '1440',
      wires,
    },
    ...typed({ to: ['to', 'msg'], text: ['payload', 'msg'], reference: ['reference', 'msg'] }),
    ...typed({ from: ['', 'str'], sendAt: ['', 'str'] }),
    ...more,
  };
}
