import type { ProviderName } from '../domain/events';
import { aculab } from './aculab/face';
import { esendex } from './esendex/face';
import { etherfax } from './etherfax/face';
import type { ProviderFace } from './face';

const BY_NAME: Readonly<Record<ProviderName, ProviderFace>> = { etherfax, esendex, aculab };

/** In the order of the dialog's list; the first is the default. */
export const FACES: readonly ProviderFace[] = Object.values(BY_NAME);

/** Returns undefined for a name that is not a provider's. */
export function faceOf(name: ProviderName): ProviderFace;
export function faceOf(name: unknown): ProviderFace | undefined;
export function faceOf(name: unknown): ProviderFace | undefined {
  return FACES.find((face) => face.name === name);
}

/** Whether this provider calls our webhook. */
export function callsUs(provider: unknown): boolean {
  return faceOf(provider)?.arrival.webhook !== undefined;
}
