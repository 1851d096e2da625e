import assert from 'node:assert/strict';
import { holdsVariable } from '../../../../nodes/rules/variable';
import { secretWithVariables, withVariables } from '../../../../nodes/runtime/settings/node-config';
import { ConfigError } from '../../../../src/domain/errors';

const SET: Record<string, string> = {
  HOST: 'fax.example.com',
  PORT: '8443',
  EMPTY: '',
  NESTED: '${HOST}',
  'a-b.c': 'x',
};
const variables = (name: string): string | undefined => SET[name];
const text = (saved: string): string => withVariables('Field', saved, variables);
const secret = (saved: string): string => secretWithVariables('Field', saved, variables);

describe('the variables of a text', () => {
  it('are replaced wherever they stand, and what they hold is not looked at again', () => {
    for (const [saved, read] of [
      ['${HOST}', 'fax.example.com'],
      ['$(HOST)', 'fax.example.com'],
      ['https://${HOST}:${PORT}/x', 'https://fax.example.com:8443/x'],
      ['${HOST}${PORT}', 'fax.example.com8443'],
      ['a${EMPTY}b', 'ab'],
      ['${NESTED} ${NESTED}', '${HOST} ${HOST}'],
      ['${a-b.c}!', 'x!'],
      ['x$(HOST)', 'x$(HOST)'],
      ['$HOST ${} ${ HOST } $${', '$HOST ${} ${ HOST } $${'],
      ['', ''],
    ] as const) {
      assert.equal(text(saved), read, saved);
    }
  });

  it('are named where one is not set', () => {
    for (const saved of ['${UNSET}', '$(UNSET)', 'https://${HOST}/${UNSET}', '${UNSET}${HOST}']) {
      assert.throws(
        () => text(saved),
        (error) => error instanceof ConfigError && error.message === 'Field: the environment variable UNSET is not set',
        saved,
      );
    }
  });

  it('may be none in a secret, which can hold any character', () => {
    assert.deepEqual(['a${B}c', 'x${HOST}', '${HOST}', '$(HOST)'].map(secret), [
      'a${B}c',
      'xfax.example.com',
      'fax.example.com',
      'fax.example.com',
    ]);
    for (const saved of ['${UNSET}', '$(UNSET)', '${HOST}${UNSET}'])
      assert.throws(() => secret(saved), /UNSET is not set/);
  });

  it('are seen without being read', () => {
    for (const saved of ['${A}', 'x${A}y', '$(A)']) assert.ok(holdsVariable(saved), saved);
    for (const saved of ['', 'x', '$A', '${}', '${ A }', '$(A)x']) assert.ok(!holdsVariable(saved), saved);
  });
});
