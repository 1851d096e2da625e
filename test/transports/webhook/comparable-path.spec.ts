import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import fc from 'fast-check';
import { comparablePath, pathBelow } from '../../../src/transports/webhook/comparable-path';

interface ExpressApp {
  (req: unknown, res: unknown, done: () => void): void;
  use(root: string, app: ExpressApp): void;
  post(path: string, handler: () => void): void;
}
/** As Node-RED brings it; it has no types here. */
const express = createRequire(createRequire(__filename).resolve('node-red'))('express') as () => ExpressApp;

/** Does an `http in` at `path` below `root` get a request of this target? */
function httpInGets(target: string, path: string, root: string): boolean {
  const [outer, inner] = [express(), express()];
  let isTaken = false;
  inner.post(path, () => (isTaken = true));
  outer.use(root || '/', inner);
  outer({ method: 'POST', url: target, headers: {} }, { setHeader: () => undefined }, () => undefined);
  return isTaken;
}

function weGet(target: string, path: string, root: string): boolean {
  const below = pathBelow(root, target);
  return below !== undefined && comparablePath(below) === comparablePath(path);
}

describe('a path that is compared', () => {
  const spellings = (path: string): string[] => [
    ...[path, path.toUpperCase(), `${path}/`, `${path}//`, `/${path}`, path.slice(1), `${path}?a=/b`, `${path}/?`],
    ...[`http://a.example${path}`, `HTTPS://u:p@a.example:99${path.toUpperCase()}/?x`, 'http://a.example', 'http://a/'],
    ...[
      `${path}#x`,
      `${path}%2F`,
      `/%68${path.slice(2)}`,
      `/x/..${path}`,
      `${path}/.`,
      `${path};a=1`,
      `a.example${path}`,
    ],
    ...['', '/', '*', '?', `//a.example${path}`, `ws://a${path}`, `javascript://a${path}`, path.replace('/', '/./')],
  ];

  for (const root of ['', '/api', '/Api/v1', '/red']) {
    it(`is taken as "http in" takes it below "${root}"`, () => {
      for (const path of ['/hook', '/Hook/Two', '/a%20b', '/hook.x-y_z~1']) {
        const behind = ['/', '//', '///'].map((slashes) => root + slashes + path.slice(1));
        for (const target of [...spellings(path), ...spellings(root + path), ...behind]) {
          assert.equal(weGet(target, path, root), httpInGets(target, path, root), `${target} for ${root}${path}`);
        }
      }
    });
  }

  it('is taken as "http in" takes it, whatever it is made of', () => {
    const part = fc.constantFrom(
      '/',
      '/',
      'hook',
      'HOOK',
      '/Hook',
      'api',
      '/API',
      '?',
      '#',
      '%2f',
      '%68',
      '.',
      '..',
      'http://a',
      ':',
      '//',
      '@',
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 6 }), (parts) => {
        const target = parts.join('');
        assert.equal(weGet(target, '/hook', '/api'), httpInGets(target, '/hook', '/api'), target);
      }),
      { numRuns: 2_000 },
    );
  });
});
