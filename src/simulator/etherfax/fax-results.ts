/** The vendor's numbers for FaxResult, by name. */
export const FAX_RESULT = {
  Success: 0,
  Error: 1,
  InProgress: 2,
  LineBusy: 3,
  LineDead: 4,
  LineFailure: 5,
  NoDialTone: 6,
  NoAnswer: 7,
  InvalidOrMissingNumber: 8,
  InvalidOrMissingFile: 9,
  InvalidChannel: 10,
  UnexpectedDisconnect: 11,
  NoChannelsAvailable: 12,
  ChannelUnavailable: 13,
  NothingToCancel: 14,
  DeviceTimeout: 15,
  DeviceBusy: 16,
  NotFaxMachine: 17,
  IncompatibleFaxMachine: 18,
  FileError: 19,
  FileNotFound: 20,
  FileUnsupported: 21,
  CallCollision: 22,
  Cancelled: 23,
  CallBlocked: 24,
  DestinationBlackListed: 25,
  Unauthorized: 100,
  InvalidParameter: 101,
  NotImplemented: 102,
  ItemNotFound: 103,
} as const;

/** A number that is in no version of the vendor's list. */
export const UNHEARD_OF_RESULT = 999;

/** The vendor's numbers for FaxState, by name. */
export const FAX_STATE = {
  Idle: 0,
  Initializing: 1,
  Dialing: 2,
  Answering: 3,
  Negotiating: 4,
  Sending: 5,
  Receiving: 6,
  Cancelling: 7,
  Disconnecting: 8,
} as const;

const NAMES = new Map<number, string>(Object.entries(FAX_RESULT).map(([name, value]) => [value, name]));

export type ResultForm = 'number' | 'numeric-string' | 'name';

/** Writes a FaxResult in the chosen form; a number without a name stays a number. */
export function resultOnWire(result: number, form: ResultForm): number | string {
  if (form === 'name') return NAMES.get(result) ?? result;
  return form === 'number' ? result : String(result);
}
