import type { ProviderName } from '../domain/events';
import type { SpecialNumbers } from '../domain/special-numbers';

/**
 * What dialogs and run time must know of a provider before anything is opened: one such description each, in the provider's
 * folder, and no list of providers anywhere else. Texts are keys of the connection's catalogue. Pure data and rules: it is
 * bundled into the editor.
 */
export interface ProviderFace {
  readonly name: ProviderName;
  /** As people know it; the same in every language. */
  readonly title: string;
  readonly carries: readonly Carried[];
  /** The fields of an account, in the order in which they are asked for. */
  readonly fields: readonly FieldFace[];
  /** Under `tip`, below the fields: how they go together. */
  readonly tip: string;
  /** Under `tip`: what becomes of a national number where no country is set. */
  readonly national: string;
  /** Any one of these is enough to log in. */
  readonly logins: readonly LoginFace[];
  /** A field that is needed as soon as another one is filled. */
  readonly together?: Readonly<Partial<Record<AccountField, AccountField>>>;
  /** Of the field `account`, trimmed; it may be empty where this is absent. `reason`: under `validation`. */
  readonly accountRule?: { isAccount: (account: string) => boolean; reason: string };
  readonly arrival: ArrivalFace;
  readonly fax?: FaxFace;
  readonly sms?: SmsFace;
  /** What can be made to arrive at its simulator. */
  readonly tests: readonly TestFace[];
}

export type Carried = 'fax' | 'sms';

/** Properties and credentials of a connection that only some providers have. */
export type AccountField = 'account' | 'apiKey' | 'username' | 'password' | 'service' | 'servicePassword' | 'encrypt';

export interface FieldFace {
  name: AccountField;
  /** Under `label`. */
  label: string;
  /** Under `hint`: what it looks like, or where it is found. */
  hint?: string;
  /** Means something with the simulator, too. */
  simulated?: true;
}

/** Complete with all of `fields`, as long as none of `without` is filled. */
export interface LoginFace {
  fields: readonly AccountField[];
  without?: readonly AccountField[];
}

export interface ArrivalFace {
  /** Under `tip`: what asking regularly is for. */
  poll: string;
  /** Absent: this provider calls nobody. */
  webhook?: {
    /** Without an address at which it reaches us nothing works. */
    needsAddress: boolean;
    /** Under `tip`: where the address is to be entered, and what a login in front of it does. */
    address: string;
    guarded: string;
  };
}

export interface FaxFace {
  /** Nothing is sent without one. */
  needsCallerId: boolean;
  /** Header line, station id and time zone can be set with each fax; else they are the account's. */
  hasHeader: boolean;
  /** The ends at its simulator that dialogs name with their special numbers: under `special`. */
  special: readonly (keyof SpecialNumbers['fax'])[];
}

export interface SmsFace {
  /** Nothing is sent without a sender, which must be a number. */
  needsSender: boolean;
  /** `sendAt`, `validity` and `characterset` can be chosen. */
  hasTiming: boolean;
  special: readonly (keyof SpecialNumbers['sms'])[];
}

export interface TestFace {
  /** Under `label` and `message`. */
  label: string;
  /** Of Font Awesome 4. */
  icon: string;
  /** What is injected, one after the other. */
  kinds: readonly string[];
}
