export interface SimulatedAccount {
  /** A GUID; in XML pushes it is `AccountId`. */
  id: string;
  /** `EX` and digits; in form posts and SOAP it is `account`. */
  reference: string;
  label: string;
  /** The virtual number, digits only. */
  address: string;
  messagesRemaining: number;
}

export interface Login {
  username: string;
  password: string;
}

export function defaultAccount(): SimulatedAccount {
  return {
    id: '5b2c1d7e-4f0a-4c55-9a61-20c7d1f0e001',
    reference: 'EX0000001',
    label: 'Pushline simulator',
    address: '447700900500',
    messagesRemaining: 1_000,
  };
}

export function defaultLogin(): Login {
  return { username: 'demo@example.com', password: 'example' };
}

/** Another customer's account on the same platform, whose events must never be taken for ours. */
export const FOREIGN_ACCOUNT: SimulatedAccount = {
  id: 'd0e7b3a4-91c8-4e0b-b7a5-6f3c2e1d9002',
  reference: 'EX9999999',
  label: 'Somebody else',
  address: '447700900600',
  messagesRemaining: 0,
};
