import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(__dirname, '..', '..');

/** Words that users' texts do not use, each with what stands in its place: CONTRIBUTING.md, "How it is written". */
const RETIRED: [RegExp, string][] = [
  [/\bfate\b/i, 'outcome'],
  [/\bheld\b/i, 'paused'],
  [/\b(?:told|tells) of\b/i, 'reports'],
  [/\b(?:ingest\w*|intake|tellings)\b/i, 'accept, report'],
  [/\banew\b/i, 'again'],
  [/(?<!\bthere )\b(?:is|are) no (?!longer\b|more\b)/i, '"is not", "there is no"'],
];

describe('the texts that users read', () => {
  for (const [word, instead] of RETIRED) {
    it(`say ${instead}, and not ${String(word)}`, () => {
      assert.deepEqual(
        usersTexts().flatMap(([file, text]) => (word.test(text) ? [`${file}: ${text}`] : [])),
        [],
      );
    });
  }
});

/** Each line, or each text of a catalogue, without what is code. */
function usersTexts(): [string, string][] {
  return files().flatMap((file) => {
    const content = readFileSync(join(ROOT, file), 'utf8');
    const lines = file.endsWith('.json') ? textsOf(JSON.parse(content)) : content.split('\n');
    return lines.map((line): [string, string] => [file, line.replace(/`[^`]*`/g, '')]);
  });
}

function files(): string[] {
  const below = (folder: string): string[] =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' }).map((file) => join(folder, file));
  const catalogues = ['nodes', 'panel']
    .flatMap(below)
    .filter((file) => /locales\W+en-US\b.*\.(?:html|json)$/.test(file));
  const manuals = below('docs').filter((file) => /^docs\W(?:operations\W)?[\w-]+\.md$/.test(file));
  const examples = below('examples').filter((file) => file.endsWith('.json'));
  return ['README.md', ...catalogues, ...manuals, ...examples].filter((file) => !file.endsWith('architecture.md'));
}

/** Of an example only what a person reads in the editor: names and descriptions. */
function textsOf(node: unknown, key = ''): string[] {
  if (typeof node === 'string') return key === 'func' ? [] : node.split('\n');
  if (typeof node !== 'object' || node === null) return [];
  return Object.entries(node).flatMap(([name, value]) => textsOf(value, name));
}
