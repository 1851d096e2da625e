/** A request that a web service refuses. `code` is one of the vendor's four-digit codes, or like `HTTP 404`. */
export class RefusedRequest extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    readonly text: string,
  ) {
    super(text);
    this.name = new.target.name;
  }
}

export function refuseMissing(parameter: string): never {
  throw new RefusedRequest(400, '0001', `Missing mandatory parameter '${parameter}'`);
}

export function refuseMalformed(parameter: string): never {
  throw new RefusedRequest(400, '0002', `Malformed parameter '${parameter}'`);
}

export function refuseUnknown(what: string): never {
  throw new RefusedRequest(404, 'HTTP 404', `${what} not found`);
}
