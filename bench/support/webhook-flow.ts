import type { SimulatedAccount } from '../../src/simulator/esendex/account';
import { ACCOUNT_ID } from './webhook-request';

export interface TakingFlow {
  /** Of the connection, of what hangs on it, and of its path: `/` and this. */
  id: string;
  account: SimulatedAccount;
  baseUrl: string;
  /** Of a node; the folder of its Node-RED unless given. */
  store?: string;
  /** What the received output is wired to; `junction` takes a message and never marks it. */
  to: 'junction' | 'mark-received' | 'nothing';
}

export const TAB = { id: 'tab', type: 'tab', label: 'sms' };

/** Of any connection here: the simulator's own login. */
export const CREDENTIALS = { username: 'demo@example.com', password: 'example' };

/** All have the id that the pushes name. */
export function simulatedAccount(number: number): SimulatedAccount {
  const reference = `EX${String(number).padStart(7, '0')}`;
  return { id: ACCOUNT_ID, reference, label: reference, address: '447700900002', messagesRemaining: 0 };
}

/** A connection whose only user takes its SMS. */
export function takingFlow({ id, account, baseUrl, store = '', to }: TakingFlow): object[] {
  const next = to === 'nothing' ? undefined : `${id}-next`;
  return [
    connection({ id, account, baseUrl, store }),
    node(`${id}-in`, 'sms-push-in', next, { connection: id, number: '', complete: 'manual', enrich: false }),
    ...(next === undefined
      ? []
      : [node(next, to, undefined, to === 'mark-received' ? { connection: '', then: 'keep' } : {})]),
  ];
}

/** Without a user it holds its path and answers 503. */
export function connection({ id, account, baseUrl, store = '' }: Omit<TakingFlow, 'to'>): object {
  const { reference } = account;
  return {
    ...{ id, type: 'fax-sms-connection', name: '', provider: 'esendex', simulator: false },
    ...{ account: reference, baseUrl, webhookPath: `/${id}`, store },
  };
}

/** What core alone offers. */
export function plainFlow(id: string): object[] {
  return [
    node(id, 'http in', 'xml', { url: `/${id}`, method: 'post', upload: false }),
    node('xml', 'xml', 'response', { property: 'payload', attr: '', chr: '' }),
    node('response', 'http response', undefined, { statusCode: '200', headers: {} }),
  ];
}

function node(id: string, type: string, next: string | undefined, properties: object): object {
  return { ...{ id, type, z: TAB.id, x: 100, y: 100, wires: next === undefined ? [[]] : [[next]] }, ...properties };
}
