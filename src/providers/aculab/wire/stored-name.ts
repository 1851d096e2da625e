import { randomBytes } from 'node:crypto';

/** The vendor's rules for names in the media store. */
const ALLOWED = /^[A-Za-z0-9._/@-]{1,400}$/;
const FORBIDDEN = /\.\.|\/\/|\/\.\//;
/** The prefix of our uploads, so that they are never taken for received faxes. */
const OWN_PREFIX = '/pushline-out/';

/** The name of a fax in the media store, as Aculab wrote it, for requests; undefined for anything but a usable name. */
export function readStoredName(value: unknown): string | undefined {
  const text = typeof value === 'string' ? value.trim() : '';
  return ALLOWED.test(text) && !FORBIDDEN.test(text) && /\.tiff?$/i.test(text) ? text : undefined;
}

/** The name with a leading slash, because Aculab writes the same name with and without it. */
export function storedKey(name: string): string {
  return name.startsWith('/') ? name : `/${name}`;
}

/** A new name for each upload: for some seconds a reused name may still return the old file. `token` is the call's. */
export function freshUploadName(token: string): string {
  return `${OWN_PREFIX}${token}_${randomBytes(6).toString('hex')}.tif`;
}

/** The token of the call for which this or another Pushline uploaded the file; undefined when it is not an upload. */
export function uploadToken(name: string): string | undefined {
  const key = storedKey(name);
  return key.startsWith(OWN_PREFIX) ? (key.slice(OWN_PREFIX.length).split('_', 1)[0] ?? '') : undefined;
}
