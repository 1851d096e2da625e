import type { SimulatedAccount } from '../../src/simulator/esendex/account';
import { ACCOUNT_ID } from './webhook-request';

export interface TakingFlow {
  /** The id of the connection, the prefix for its nodes, and its path after the `/`. */
  id: string;
  account: SimulatedAccount;
  baseUrl: string;
  /** The id of a store node; default: the embedded store of its Node-RED. */
  store?: string;
  /** The node behind the output; `junction` never marks a message as received. */
  to: 'junction' | 'mark-received' | 'nothing';
}

export const TAB = { id: 'tab', type: 'tab', label: 'sms' };

/** The login for the simulator, for all connections here. */
export const CREDENTIALS = { username: 'demo@example.com', password: 'example' };

/** All accounts have the same id, which the pushes name. */
export function simulatedAccount(number: number): SimulatedAccount {
  const reference = `EX${String(number).padStart(7, '0')}`;
  return { id: ACCOUNT_ID, reference, label: reference, address: '447700900002', messagesRemaining: 0 };
}

/** A connection with a single node, which receives its SMS. */
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

/** A connection without a node, whose webhook answers 503. */
export function connection({ id, account, baseUrl, store = '' }: Omit<TakingFlow, 'to'>): object {
  const { reference } = account;
  return {
    ...{ id, type: 'fax-sms-connection', name: '', provider: 'esendex', simulator: false },
    ...{ account: reference, baseUrl, webhookPath: `/${id}`, store },
  };
}

/** The same with Node-RED's core nodes alone. */
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
