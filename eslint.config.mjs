import regexp from 'eslint-plugin-regexp';
import tseslint from 'typescript-eslint';

const forbid = (files, patterns, except = []) => ({
  files,
  ignores: except,
  rules: {
    'no-restricted-imports': [
      'error',
      { patterns: patterns.map(([group, message]) => ({ group: [].concat(group), message })) },
    ],
  },
});

const noNodeRed = [['**/nodes/**', 'node-red', '@node-red/*'], 'nothing below nodes/ sees Node-RED'];
const noIo = [
  ['node:net', 'node:http', 'node:https', 'node:tls', 'node:fs', 'node:fs/*', 'ws', 'undici', 'classic-level'],
  'this is a pure module: no I/O',
];
const engine = (...names) => [
  names.flatMap((name) => [`**/${name}/**`, `**/${name}`]),
  'arrows point one way: docs/architecture.md#map',
];

export default tseslint.config(
  { ignores: ['dist/', 'node_modules/', '.cache/', '.data/', 'examples/'] },
  ...tseslint.configs.strictTypeChecked.map((config) => ({ ...config, files: ['**/*.ts'] })),
  {
    files: ['**/*.ts'],
    languageOptions: {
      parserOptions: {
        project: ['./tsconfig.json', './tsconfig.editor.json', './panel/tsconfig.json'],
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: {
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      'max-lines': ['error', { max: 350, skipBlankLines: true, skipComments: true }],
      'max-params': ['error', 4],
    },
  },
  {
    // A stranger's 64 KB of line feeds once held a whole Node-RED for seconds. `potential`: whatever input comes.
    files: ['src/**/*.ts', 'nodes/**/*.ts'],
    plugins: { regexp },
    rules: {
      'regexp/no-super-linear-backtracking': ['error', { report: 'potential' }],
      'regexp/no-super-linear-move': ['error', { report: 'potential', ignorePartial: false, ignoreSticky: false }],
    },
  },
  // The import directions of docs/architecture.md#map. The last matching block wins, so each names all it forbids.
  forbid(['src/**/*.ts'], [noNodeRed]),
  forbid(
    ['src/domain/**/*.ts'],
    [
      noNodeRed,
      noIo,
      engine('work', 'providers', 'transports', 'inbox', 'outbox', 'store', 'documents', 'simulator', 'connection'),
    ],
  ),
  forbid(
    ['src/work/**/*.ts'],
    [noNodeRed, engine('providers', 'transports', 'inbox', 'outbox', 'store', 'documents', 'simulator', 'connection')],
  ),
  forbid(
    ['src/store/**/*.ts'],
    [noNodeRed, engine('work', 'providers', 'transports', 'inbox', 'outbox', 'documents', 'simulator', 'connection')],
  ),
  forbid(
    ['src/documents/**/*.ts'],
    [noNodeRed, engine('work', 'providers', 'transports', 'inbox', 'outbox', 'store', 'simulator', 'connection')],
  ),
  forbid(
    ['src/providers/**/*.ts'],
    [noNodeRed, engine('transports', 'inbox', 'outbox', 'store', 'simulator', 'connection')],
  ),
  forbid(
    ['src/providers/**/*-codec.ts', 'src/providers/**/codec/**/*.ts'],
    [noNodeRed, noIo, engine('transports', 'inbox', 'outbox', 'store', 'simulator', 'connection')],
  ),
  forbid(
    ['src/transports/**/*.ts'],
    [noNodeRed, engine('providers', 'inbox', 'outbox', 'store', 'documents', 'simulator', 'connection')],
  ),
  forbid(['src/inbox/**/*.ts'], [noNodeRed, engine('transports', 'outbox', 'simulator', 'connection')]),
  forbid(
    ['src/simulator/**/*.ts'],
    [noNodeRed, engine('providers', 'transports', 'inbox', 'outbox', 'store', 'connection')],
  ),
  {
    files: ['test/**/*.ts', 'bench/**/*.ts'],
    rules: {
      '@typescript-eslint/no-unused-expressions': 'off',
      'max-lines': 'off',
      // What a callback changes, the type checker does not see.
      '@typescript-eslint/no-unnecessary-condition': 'off',
      // `const { data: _, ...rest }` says what is left out.
      '@typescript-eslint/no-unused-vars': ['error', { varsIgnorePattern: '^_', argsIgnorePattern: '^_' }],
      // The nodes' own modules are `export =`.
      '@typescript-eslint/no-require-imports': ['error', { allowAsImport: true }],
      '@typescript-eslint/unbound-method': 'off',
      '@typescript-eslint/no-invalid-void-type': ['error', { allowAsThisParameter: true }],
    },
  },
);
