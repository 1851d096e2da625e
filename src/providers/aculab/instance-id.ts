/** As `06e122c3364cc74c.787379`. Several are joined by slashes in one call, so nothing else may be in one. */
const USABLE = /^[A-Za-z0-9][A-Za-z0-9._:-]{0,99}$/;

/** The id of one call's application instance; undefined = there is no usable one. */
export function readInstanceId(value: unknown): string | undefined {
  const id = typeof value === 'string' ? value.trim() : '';
  return USABLE.test(id) ? id : undefined;
}

/** The vendor's names of recordings end with the instance id. */
export function instanceIdIn(filename: string): string | undefined {
  return /_([0-9a-f]{16}\.\d{1,9})\.[a-z]+$/i.exec(filename)?.[1];
}
