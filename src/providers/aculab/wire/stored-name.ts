import { randomBytes } from 'node:crypto';

/** The vendor's rules for names in the media store. */
const ALLOWED = /^[A-Za-z0-9._/@-]{1,400}$/;
const FORBIDDEN = /\.\.|\/\/|\/\.\//;
/** What we upload to be faxed, so that it is never taken for a fax that came in. */
const OWN_PREFIX = '/pushline-out/';

/** The name of a fax in the media store as it was told, by which it is asked for; undefined = there is no usable one. */
export function readStoredName(value: unknown): string | undefined {
  const text = typeof value === 'string' ? value.trim() : '';
  return ALLOWED.test(text) && !FORBIDDEN.test(text) && /\.tiff?$/i.test(text) ? text : undefined;
}

/** The same for one file, whether its name is told with its leading slash or without. */
export function storedKey(name: string): string {
  return name.startsWith('/') ? name : `/${name}`;
}

/** Always a fresh one: a name used again may bring the old file for several seconds. `token`: of the call. */
export function freshUploadName(token: string): string {
  return `${OWN_PREFIX}${token}_${randomBytes(6).toString('hex')}.tif`;
}

/** The call that an upload of ours, or of another Pushline's, was made for; undefined = it is no upload. */
export function uploadToken(name: string): string | undefined {
  const key = storedKey(name);
  return key.startsWith(OWN_PREFIX) ? (key.slice(OWN_PREFIX.length).split('_', 1)[0] ?? '') : undefined;
}
