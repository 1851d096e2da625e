import assert from 'node:assert/strict';
import { failureOf } from '../../../src/store/postgres/failure';

describe('a login that PostgreSQL refuses by pg_hba.conf', () => {
  for (const [text, code, detail] of [
    ['connection requires a valid client certificate', 'database-certificate', 'client'],
    ['no pg_hba.conf entry for host "::1", user "a", database "b", no encryption', 'database-certificate', 'needs-tls'],
    ['no pg_hba.conf entry for host "::1", user "a", database "b", SSL encryption', 'database-login', 'pg-hba'],
    ['pg_hba.conf rejects connection for host "::1", user "a", database "b"', 'database-login', 'pg-hba'],
  ] as const) {
    it(`is reported as ${code} ${detail}: ${text}`, () => {
      const failure = failureOf(Object.assign(new Error(text), { code: '28000', routine: 'ClientAuthentication' }));
      assert.deepEqual([failure.code, failure.detail], [code, detail]);
    });
  }
});
