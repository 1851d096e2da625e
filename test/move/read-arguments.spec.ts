import assert from 'node:assert/strict';
import { readArguments, UsageError } from '../../src/move/read-arguments';

describe('The way to the database of a move', () => {
  const read = (database: string, env: NodeJS.ProcessEnv = {}) =>
    readArguments(['pushline', '--database', database], env)?.connection.url;

  for (const host of ['localhost', '127.0.0.1', '127.1.2.3', '[::1]', '']) {
    it(`may be open on this machine: ${host}`, () => {
      const url = `postgres://pushline@${host}:5432/fax`;
      assert.doesNotThrow(() => (host === '' ? readArguments(['pushline'], { PGUSER: 'pushline' }) : read(url)));
    });
  }

  for (const host of ['db.example.com', '10.0.0.5', 'localhost.example.com', '[2001:db8::1]']) {
    it(`has to be confirmed for another machine: ${host}`, () => {
      const url = `postgres://pushline@${host}:5432/fax`;
      assert.throws(() => read(url), UsageError);
      assert.throws(() => readArguments(['pushline'], { PGHOST: host }), /sslmode=verify-full/);
      for (const mode of ['verify-full', 'disable']) {
        assert.equal(read(`${url}?sslmode=${mode}`), `${url}?sslmode=${mode}`);
        assert.equal(read(url, { PGSSLMODE: mode }), url);
      }
    });
  }
});
