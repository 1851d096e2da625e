const GUID = /^\{?([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\}?$/i;

/** What .NET writes for a GUID that was never set. */
export const NO_JOB_ID = '00000000-0000-0000-0000-000000000000';

/** An etherFAX job id: a GUID, and nothing else may go into a URL or a key. */
export interface JobId {
  /** As it came, for the provider. */
  wire: string;
  /** Lower case, for the event's key. */
  key: string;
}

/** undefined = no usable id. */
export function readJobId(value: unknown): JobId | undefined {
  const wire = typeof value === 'string' ? GUID.exec(value.trim())?.[1] : undefined;
  return wire === undefined || wire === NO_JOB_ID ? undefined : { wire, key: wire.toLowerCase() };
}
