import { answer, bodyOf } from '../admin-answer';
import { found } from '../connection/deployed';
import type { NodeRed } from '../node-red';
import { TestSends } from '../test-send/test-sends';
import type { AccountChecks } from './account-checks';

/** `POST /fax-sms/check` and `POST …/test-send`: docs/check-account.md. */
export function mountAccountCheckRoutes(RED: NodeRed): void {
  const write = RED.auth.needsPermission('fax-sms.write');
  let checks: AccountChecks | undefined;
  RED.httpAdmin?.post(
    '/fax-sms/check',
    write,
    answer((req) => Promise.resolve((checks ??= openAccountChecks()).handle(RED, bodyOf(req)))),
  );
  let tests: TestSends | undefined;
  RED.httpAdmin?.post(
    '/fax-sms/connections/:id/test-send',
    write,
    answer((req) => (tests ??= new TestSends()).handle(RED, found(req), bodyOf(req))),
  );
}

/** Loaded with the first check, because it loads the HTTP library. */
function openAccountChecks(): AccountChecks {
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const module = require('./account-checks') as typeof import('./account-checks');
  return new module.AccountChecks();
}
