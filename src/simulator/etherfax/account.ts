export interface SimulatedAccount {
  account: string;
  name: string;
  /** How many calls the account can make at once. */
  ports: number;
  user: string;
  password: string;
  apiKey: string;
  /** The account's own fax numbers. */
  numbers: string[];
  country: string;
  timeZone: string;
}

export function defaultAccount(): SimulatedAccount {
  return {
    account: 'efax-0000-0000',
    name: 'Pushline simulator',
    ports: 2,
    user: 'demo',
    password: 'example',
    apiKey: 'example-key',
    numbers: ['+15550100001', '+15550100002'],
    country: 'US',
    timeZone: 'America/New_York',
  };
}

/** Accepts Bearer with the key, Basic with an empty user and the key, and Basic with account, user and password. */
export function isAuthorized(account: SimulatedAccount, authorization = ''): boolean {
  const [scheme = '', value = ''] = authorization.trim().split(/\s+/);
  if (scheme.toLowerCase() === 'bearer') return value === account.apiKey;
  if (scheme.toLowerCase() !== 'basic') return false;
  const credentials = Buffer.from(value, 'base64').toString('utf8');
  return [`:${account.apiKey}`, `${account.account}/${account.user}:${account.password}`].includes(credentials);
}

export function accountOnWire(account: SimulatedAccount): Record<string, unknown> {
  return {
    Account: account.account,
    Name: account.name,
    Ports: account.ports,
    Enabled: true,
    Features: 0,
    AcceptedFormats: ['image/tiff', 'application/pdf'],
    Numbers: account.numbers,
    Country: account.country,
    TimeZone: account.timeZone,
  };
}
