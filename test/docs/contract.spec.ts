import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DEFAULTS } from '../../nodes/rules/defaults';
import * as errors from '../../src/domain/errors';

const CONTRACT = readFileSync(join(__dirname, '..', '..', 'docs', 'contract.md'), 'utf8');

const rows = (): string[][] =>
  CONTRACT.split('\n')
    .filter((line) => line.startsWith('|'))
    .map((line) => line.split(/(?<!\\)\|/).map((cell) => cell.trim()));

const rowOf = (name: string): string[] =>
  rows().find(([, first]) => first === `\`${name}\``) ?? assert.fail(`no row of ${name}`);

/** As the tables write a default. */
const written = (value: unknown): string => `\`${typeof value === 'string' ? `'${value}'` : String(value)}\``;

describe('docs/contract.md', () => {
  const { 'fax-sms-connection': connection, 'pushline-store': store, ...flowNodes } = DEFAULTS;

  it('has every property of a connection, with its default', () => {
    const { version: _, tls, proxy, ...others } = connection;
    for (const [name, value] of Object.entries(others)) assert.equal(rowOf(name)[2], written(value), name);
    assert.deepEqual({ tls, proxy }, { tls: '', proxy: '' });
  });

  it('has every property of a store, with its default', () => {
    const { version: _, name: _name, host, port, database, user, tls, ...others } = store;
    for (const [name, value] of Object.entries(others)) assert.equal(rowOf(name)[2], written(value), name);
    assert.deepEqual({ host, port, database, user, tls }, { host: '', port: 5432, database: '', user: '', tls: '' });
  });

  for (const [type, defaults] of Object.entries(flowNodes)) {
    it(`has every property of ${type}`, () => {
      const properties = Object.keys(defaults).filter((name) => !['version', 'name', 'connection'].includes(name));
      const cell = rowOf(type)[2] ?? '';
      // A typed property is two, and is named once.
      const named = properties.filter((name) => !name.endsWith('Type'));
      for (const name of named) assert.match(cell, new RegExp(`\`${name}\``), name);
    });
  }

  it('has every code of an error', () => {
    const codes = Object.values(errors)
      .filter((one) => typeof one === 'function' && one.prototype instanceof errors.PushlineError)
      .map((one) => new (one as new (...args: unknown[]) => errors.PushlineError)('', {}).code);
    assert.ok(codes.length > 10);
    for (const code of codes) assert.ok(CONTRACT.includes(`\`${code}\``), code);
  });
});
