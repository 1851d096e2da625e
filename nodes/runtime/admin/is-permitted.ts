import type { AdminRequest, AdminResponse, RouteHandler } from '../node-red';

/**
 * Would this gate of `RED.auth` let the request pass? Only the platform knows what a user may do, and it tells nobody but
 * the response.
 */
export function isPermitted(gate: RouteHandler, req: AdminRequest): Promise<boolean> {
  return new Promise((resolve) => {
    const refusal = { status: () => refusal, setHeader: () => refusal, end: () => resolve(false) };
    gate(req, refusal as unknown as AdminResponse, () => resolve(true));
  });
}
