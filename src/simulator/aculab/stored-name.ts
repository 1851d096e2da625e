import type { WireBehaviour } from './wire-behaviour';

const MEDIA = /\.(?:wav|wave|tiff?)$/i;

/** The vendor's rules for names in the media store. */
export function isStoredName(name: string): boolean {
  return /^[a-zA-Z0-9._/@-]+$/.test(name) && MEDIA.test(name) && !/\.\.|\/\/|\/\.\//.test(name);
}

/** The name as the service writes it and expects it. */
export function wireName(name: string, { names }: Pick<WireBehaviour, 'names'>): string {
  return names === 'bare' ? name.replace(/^\//, '') : name;
}

/** Inside the store all names begin with a slash. */
export function storedName(name: string): string {
  return name.startsWith('/') ? name : `/${name}`;
}
