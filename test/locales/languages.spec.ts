import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

const ROOT = join(__dirname, '..', '..');
const ENGLISH = 'en-US';
const LANGUAGES = ['de', 'fr'];

/** What stands in English, `<…>/locales/en-US/<name>` or `<…>/locales/en-US.json`, and where it stands in another language. */
const ours = ['nodes', 'panel']
  .filter((folder) => existsSync(join(ROOT, folder)))
  .flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' }).map((file) => join(folder, file)),
  )
  .filter((file) => /locales\W/.test(file) && file.includes(ENGLISH) && /\.(json|html)$/.test(file));

const read = (file: string): string => readFileSync(join(ROOT, file), 'utf8');

describe('the languages', () => {
  it('begin with English', () => assert.ok(ours.length > 10));

  for (const language of LANGUAGES) {
    describe(language, () => {
      for (const file of ours) {
        const translated = file.replace(ENGLISH, language);
        const name = `${basename(dirname(dirname(dirname(file))))}/${basename(file)}`;
        if (file.endsWith('.json')) {
          it(`has every text of ${name}, with its values`, () => {
            const [english, other] = [textsOf(file), textsOf(translated)];
            assert.deepEqual([...other.keys()].sort(), [...english.keys()].sort());
            for (const [key, text] of english) {
              assert.deepEqual(valuesOf(other.get(key) ?? ''), valuesOf(text), `${key}: other values`);
              assert.notEqual(other.get(key)?.trim() ?? '', text === '' ? undefined : '', `${key}: empty`);
            }
          });
        } else {
          it(`has the help of ${name}, piece by piece`, () => {
            assert.deepEqual(piecesOf(translated), piecesOf(file));
          });
        }
      }
    });
  }
});

function textsOf(file: string): Map<string, string> {
  assert.ok(existsSync(join(ROOT, file)), `${file} is not there`);
  return new Map(flat(JSON.parse(read(file)), ''));
}

function flat(node: unknown, path: string): [string, string][] {
  if (typeof node !== 'object' || node === null) return [[path, String(node)]];
  return Object.entries(node).flatMap(([name, value]) => flat(value, path === '' ? name : `${path}.${name}`));
}

/** Values that the runtime or the editor puts in: `__number__`. */
function valuesOf(text: string): string[] {
  return [...new Set(text.match(/__\w+?__/g))].sort();
}

/** What must be alike in a help text of each language: its node, its headings, its properties, what is code. */
function piecesOf(file: string): object {
  assert.ok(existsSync(join(ROOT, file)), `${file} is not there`);
  const help = read(file);
  const all = (pattern: RegExp): string[] => help.match(pattern) ?? [];
  return {
    node: all(/data-help-name="[^"]+"/g),
    headings: all(/^#+ /gm),
    properties: all(/^: \*?[\w.]+\*? \(/gm),
    codes: [...new Set(all(/`(?:msg\.[\w.]+|PUSHLINE_\w+)`/g))].sort(),
  };
}
