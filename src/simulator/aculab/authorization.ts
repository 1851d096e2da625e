import type { SimulatedAccount } from './account';

/** The login that a request needs: the user's with the API access key, or the outbound service's. */
export type LoginKind = 'user' | 'service';

export function isAuthorized(account: SimulatedAccount, kind: LoginKind, header: string | undefined): boolean {
  const [scheme = '', value = ''] = header?.trim().split(/\s+/) ?? [];
  if (scheme.toLowerCase() !== 'basic') return false;
  return Buffer.from(value, 'base64').toString('utf8') === credentialsFor(account, kind);
}

function credentialsFor(account: SimulatedAccount, kind: LoginKind): string {
  const { cloudId, username, apiAccessKey, service, servicePassword } = account;
  const user = `${cloudId}/${username}`;
  return kind === 'user' ? `${user}:${apiAccessKey}` : `${user}/${service}:${servicePassword}`;
}
