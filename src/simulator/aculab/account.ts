export interface Login {
  username: string;
  password: string;
}

export interface SimulatedAccount {
  /** Such as `1-2-0`; the first part of every user name. */
  cloudId: string;
  username: string;
  apiAccessKey: string;
  /** The outbound service; its password is only good for starting it. */
  service: string;
  servicePassword: string;
  /** The account's own numbers, in digits as Aculab writes them. */
  faxNumber: string;
  smsNumber: string;
}

export function defaultAccount(): SimulatedAccount {
  return {
    cloudId: '1-2-0',
    username: 'demo@example.com',
    apiAccessKey: 'example-key',
    service: 'Pushline',
    servicePassword: 'example',
    faxNumber: '15550100001',
    smsNumber: '447700900500',
  };
}

/** The default senders of injected calls and messages. These numbers belong to nobody. */
export const CALLER = '15550100099';
export const SENDER = '447700900900';
