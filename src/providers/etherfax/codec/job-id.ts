const GUID = /^\{?([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\}?$/i;

/** .NET writes this for a GUID that was never set. */
export const NO_JOB_ID = '00000000-0000-0000-0000-000000000000';

/** An etherFAX job id. Only a GUID is accepted, because it goes into URLs and keys. */
export interface JobId {
  /** As etherFAX wrote it, for requests. */
  wire: string;
  /** Lower case, for the event's key. */
  key: string;
}

/** Returns undefined for anything that is not a usable id. */
export function readJobId(value: unknown): JobId | undefined {
  const wire = typeof value === 'string' ? GUID.exec(value.trim())?.[1] : undefined;
  return wire === undefined || wire === NO_JOB_ID ? undefined : { wire, key: wire.toLowerCase() };
}
