import type { Characterset } from './sms-parts';

/** The content of a dispatcher request in JSON or XML, with numbers as written. */
export interface SendRequest {
  accountReference: string;
  /** ms since the epoch. */
  sendAt?: number;
  messages: SendMessage[];
}

export interface SendMessage {
  from: string;
  to: string;
  body: string;
  characterset: Characterset | 'Auto';
}

/** An error in the service's words, for a whole request or for one message in it. */
export interface ServiceError {
  code: string;
  description: string;
}

export class RefusedRequest extends Error {
  constructor(
    readonly status: number,
    readonly error: ServiceError,
  ) {
    super(error.code);
    this.name = new.target.name;
  }
}

export function refuse(status: number, code: string, description: string): never {
  throw new RefusedRequest(status, { code, description });
}
