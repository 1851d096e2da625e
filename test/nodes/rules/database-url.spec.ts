import assert from 'node:assert/strict';
import { hasPlainPassword, readDatabaseUrl } from '../../../nodes/rules/database-url';

const NOTHING = { host: '', port: '', database: '', user: '', password: '' };

describe('the address of a database', () => {
  for (const [text, told] of [
    ['postgres://', {}],
    ['postgres://fax@db.example/faxes', { user: 'fax', host: 'db.example', database: 'faxes' }],
    ['PostgreSQL://fax@db.example:6432/faxes', { user: 'fax', host: 'db.example', port: '6432', database: 'faxes' }],
    ['postgres://f%40x:p%2F%3A@db/my%20faxes', { user: 'f@x', password: 'p/:', host: 'db', database: 'my faxes' }],
    ['postgres://fax:a:b@db/x', { user: 'fax', password: 'a:b', host: 'db', database: 'x' }],
    ['postgres://fax:a@b@db/x', { user: 'fax', password: 'a@b', host: 'db', database: 'x' }],
    ['postgres://fax@[::1]:5432/x', { user: 'fax', host: '::1', port: '5432', database: 'x' }],
    ['postgres://fax@%2Frun%2Fpostgresql/x', { user: 'fax', host: '/run/postgresql', database: 'x' }],
    ['postgres:///x?host=/run/postgresql&user=fax', { host: '/run/postgresql', user: 'fax', database: 'x' }],
    ['postgres://fax@db/x?sslmode=require&channel_binding=require', { user: 'fax', host: 'db', database: 'x' }],
    ['postgres://db?dbname=x&password=p&port=1', { host: 'db', database: 'x', password: 'p', port: '1' }],
    ['postgres://db/x?user=f+x&password=a+b%20c', { host: 'db', database: 'x', user: 'f+x', password: 'a+b c' }],
  ] as const) {
    it(`says where it leads: ${text}`, () => assert.deepEqual(readDatabaseUrl(text), { ...NOTHING, ...told }));
  }

  for (const [text, problem] of [
    ['', 'scheme'],
    ['db.example', 'scheme'],
    ['mysql://fax@db/x', 'scheme'],
    ['postgres:fax@db/x', 'scheme'],
    ['postgres://fax@a,b/x', 'hosts'],
    ['postgres://fax@/x?host=a,b', 'hosts'],
    ['postgres://fax@a:1,b:2/x', 'hosts'],
    ['postgres://fax@db:port/x', 'form'],
    ['postgres://fax@[::1/x', 'form'],
    ['postgres://fax@db/%zz', 'form'],
    ['postgres://fax@db/x#y', 'form'],
  ] as const) {
    it(`cannot be read: ${text || 'nothing'}`, () => assert.equal(readDatabaseUrl(text), problem));
  }

  for (const [text, isPlain] of [
    ['postgres://fax@db/x', false],
    ['postgres://fax:@db/x', false],
    ['postgres://fax:secret@db/x', true],
    ['postgres://:secret@db/x', true],
    ['postgres://fax:secret@${HOST}/x', true],
    ['postgres://fax:a@b@db/x', true],
    ['postgres://fax:secret@a,b/x', true],
    ['fax:secret@db/x', true],
    ['postgres://fax:${PASSWORD}@db/x', false],
    ['postgres://fax:${ONE}two@db/x', true],
    ['${DATABASE_URL}', false],
    ['$(DATABASE_URL)', false],
    ['postgres://fax@db/x?password=secret', true],
    ['postgres://fax@db/x?password=${PASSWORD}', false],
  ] as const) {
    it(`${isPlain ? 'has' : 'has no'} password that a flow would keep: ${text}`, () => {
      assert.equal(hasPlainPassword(text), isPlain);
    });
  }
});
