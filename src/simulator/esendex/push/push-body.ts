import type { Login } from '../account';
import type { WireBehaviour } from '../wire-behaviour';

/** Headers and body of one post. */
export interface PushBody {
  headers: Record<string, string>;
  body: Buffer;
}

export interface PushStyle {
  behaviour: WireBehaviour;
  /** The notification's own id, not that of the message. */
  id: string;
  /** The login that the customer entered with the URL. Without one, bodies have empty fields and there is no header. */
  login?: Login | undefined;
}

export function loginOf({ behaviour, login }: PushStyle): Login | undefined {
  if (behaviour.login === 'none' || !login) return undefined;
  return behaviour.login === 'right' ? login : { ...login, password: `${login.password}-wrong` };
}

export function pushId(id: string, { pushIds }: WireBehaviour): string {
  return pushIds === 'upper' ? id.toUpperCase() : id;
}
