import { createRequire } from 'node:module';
import type { CountryCode, MetadataJson, PhoneNumber } from 'libphonenumber-js/core';
import { compact } from '../compact';

export type Region = CountryCode;
export type { PhoneNumber };

type Core = typeof import('libphonenumber-js/core');

interface Library {
  core: Core;
  metadata: MetadataJson;
}

const load = createRequire(__filename);
let loaded: Library | undefined;

/** Loaded with the first number instead of at start: 25 ms and 9 MB that a Node-RED without faxes need not spend. */
function library(): Library {
  loaded ??= {
    core: load('libphonenumber-js/core') as Core,
    metadata: load('libphonenumber-js/metadata.max.json') as MetadataJson,
  };
  return loaded;
}

/**
 * Reads `+` and digits or, with a region, digits as they are dialled there. undefined: there is no such country code.
 */
export function parsePhoneNumber(digits: string, region?: Region): PhoneNumber | undefined {
  const { core, metadata } = library();
  return core.parsePhoneNumberFromString(digits, compact({ extract: false, defaultCountry: region }), metadata);
}

/** What is wrong with the length; undefined: nothing. */
export function lengthOf({ number }: PhoneNumber): ReturnType<Core['validatePhoneNumberLength']> {
  const { core, metadata } = library();
  return core.validatePhoneNumberLength(number, metadata);
}

/** The region whose rules apply to all that share a calling code; undefined: there is no such code. */
export function regionOf(callingCode: string): Region | undefined {
  return library().metadata.country_calling_codes[callingCode]?.[0];
}

export function callingCodeOf(region: Region): string {
  const { core, metadata } = library();
  return core.getCountryCallingCode(region, metadata);
}

export function allRegions(): Region[] {
  const { core, metadata } = library();
  return core.getCountries(metadata);
}

/** The prefix dialled there before a number of another country, if it is the same for all carriers. */
export function exitCodeOf(region: Region): string | undefined {
  const { core, metadata } = library();
  const plan = new core.Metadata(metadata);
  plan.selectNumberingPlan(region);
  // The library holds 0 where its types promise undefined.
  const codes: unknown[] = [plan.numberingPlan?.defaultIDDPrefix(), plan.numberingPlan?.IDDPrefix()];
  const code = codes.find((each) => typeof each === 'string')?.replace('~', '') ?? '';
  return /^\d+$/.test(code) ? code : undefined;
}
