import type { ProviderName } from '../domain/events';
import { aculab } from './aculab/face';
import { esendex } from './esendex/face';
import { etherfax } from './etherfax/face';
import type { ProviderFace } from './face';

const BY_NAME: Readonly<Record<ProviderName, ProviderFace>> = { etherfax, esendex, aculab };

/** In the order in which they are offered; the first one is the default. */
export const FACES: readonly ProviderFace[] = Object.values(BY_NAME);

/** undefined: there is no such provider. */
export function faceOf(name: ProviderName): ProviderFace;
export function faceOf(name: unknown): ProviderFace | undefined;
export function faceOf(name: unknown): ProviderFace | undefined {
  return FACES.find((face) => face.name === name);
}

/** Does the provider of this name call a webhook of ours? */
export function callsUs(provider: unknown): boolean {
  return faceOf(provider)?.arrival.webhook !== undefined;
}
