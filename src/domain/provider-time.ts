const TIME = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d(?::\d\d(?:\.\d+)?)?)(Z|[+-]\d\d:?\d\d)?$/i;

/**
 * A provider's time as ISO 8601, UTC, with Z. etherFAX and Esendex write `T` or a space, up to seven decimals, and
 * often no zone, which means UTC. undefined = absent, unreadable, or .NET's value for "never".
 */
export function readTime(value: unknown): string | undefined {
  const parts = typeof value === 'string' ? TIME.exec(value.trim()) : null;
  if (parts === null) return undefined;
  const [, date = '', time = '', zone = 'Z'] = parts;
  // .NET writes this for a time that was never set, such as `readat` of an unread message.
  if (date === '0001-01-01') return undefined;
  const ms = Date.parse(`${date}T${time}${zone.toUpperCase()}`);
  return Number.isNaN(ms) ? undefined : new Date(ms).toISOString();
}
