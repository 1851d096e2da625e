/** A cloud id becomes part of a host name. */
export function isCloudId(account: string): boolean {
  return /^\d{1,4}(?:-\d{1,4}){1,5}$/.test(account.trim());
}
