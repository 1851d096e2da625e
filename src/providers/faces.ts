import { aculab } from './aculab/face';
import { esendex } from './esendex/face';
import { etherfax } from './etherfax/face';
import type { ProviderFace } from './face';

/** In the order in which they are offered; the first one is the default. */
export const FACES: readonly ProviderFace[] = [etherfax, esendex, aculab];

/** undefined: there is no such provider. */
export function faceOf(name: unknown): ProviderFace | undefined {
  return FACES.find((face) => face.name === name);
}

/** Does the provider of this name call a webhook of ours? */
export function callsUs(provider: unknown): boolean {
  return faceOf(provider)?.arrival.webhook !== undefined;
}
