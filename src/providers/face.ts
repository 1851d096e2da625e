import type { ProviderName } from '../domain/events';
import type { SpecialNumbers } from '../domain/special-numbers';

/**
 * What dialogs and the run time know about a provider without loading its code. Each provider describes itself here,
 * in its own folder, so that nothing else needs a list of providers. Texts are keys of the connection node's
 * catalogue. Only data and pure functions, because it is bundled into the editor.
 */
export interface ProviderFace {
  readonly name: ProviderName;
  /** The brand name, the same in every language. */
  readonly title: string;
  readonly carries: readonly Carried[];
  /** The account's fields, in the order in which the dialog shows them. */
  readonly fields: readonly FieldFace[];
  /** Key under `tip`, shown below the fields: how they belong together. */
  readonly tip: string;
  /** Key under `tip`: what happens to a national number when no country is set. */
  readonly national: string;
  /** Alternative ways to log in; one complete one is enough. */
  readonly logins: readonly LoginFace[];
  /** Maps a field to another one that becomes required once the first is filled in. */
  readonly together?: Readonly<Partial<Record<AccountField, AccountField>>>;
  /** Checks the trimmed `account` field, which is optional without this rule. `reason` is a key under `validation`. */
  readonly accountRule?: { isAccount: (account: string) => boolean; reason: string };
  readonly arrival: ArrivalFace;
  readonly fax?: FaxFace;
  readonly sms?: SmsFace;
  /** The test events that the dialog can inject into the simulator. */
  readonly tests: readonly TestFace[];
}

export type Carried = 'fax' | 'sms';

/** Properties and credentials of a connection that only some providers have. */
export type AccountField = 'account' | 'apiKey' | 'username' | 'password' | 'service' | 'servicePassword' | 'encrypt';

export interface FieldFace {
  name: AccountField;
  /** Key under `label`. */
  label: string;
  /** Key under `hint`: what the value looks like, or where to find it. */
  hint?: string;
  /** The field also has a meaning with the simulator. */
  simulated?: true;
}

/** Complete when all of `fields` are filled and none of `without` is. */
export interface LoginFace {
  fields: readonly AccountField[];
  without?: readonly AccountField[];
}

export interface ArrivalFace {
  /** Key under `tip`: what polling is good for. */
  poll: string;
  /** Absent when the provider has no webhooks. */
  webhook?: {
    /** The provider cannot be used at all without a public address. */
    needsAddress: boolean;
    /** Keys under `tip`: where to enter the address, and what a login in front of it does. */
    address: string;
    guarded: string;
  };
}

export interface FaxFace {
  /** The provider sends no fax without a caller id. */
  needsCallerId: boolean;
  /** Header line, station id and time zone can be set for each fax; otherwise the account's settings apply. */
  hasHeader: boolean;
  /** The simulator's special numbers that the dialog lists, by outcome; keys under `special`. */
  special: readonly (keyof SpecialNumbers['fax'])[];
}

export interface SmsFace {
  /** The provider sends no SMS without a sender, which must be a phone number. */
  needsSender: boolean;
  /** The provider supports `sendAt`, `validity` and `characterset`. */
  hasTiming: boolean;
  special: readonly (keyof SpecialNumbers['sms'])[];
}

export interface TestFace {
  /** Key under `label` and `message`. */
  label: string;
  /** Class name in Font Awesome 4. */
  icon: string;
  /** The kinds of event to inject, in this order. */
  kinds: readonly string[];
}
