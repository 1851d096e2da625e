import type { Login } from '../account';
import type { WireBehaviour } from '../wire-behaviour';

/** One post as it goes over the wire. */
export interface PushBody {
  headers: Record<string, string>;
  body: Buffer;
}

export interface PushStyle {
  behaviour: WireBehaviour;
  /** Of the notification itself, not of the message it tells of. */
  id: string;
  /** What the customer entered beside the URL; none: blank in bodies, no header. */
  login?: Login | undefined;
}

export function loginOf({ behaviour, login }: PushStyle): Login | undefined {
  if (behaviour.login === 'none' || !login) return undefined;
  return behaviour.login === 'right' ? login : { ...login, password: `${login.password}-wrong` };
}

export function pushId(id: string, { pushIds }: WireBehaviour): string {
  return pushIds === 'upper' ? id.toUpperCase() : id;
}
