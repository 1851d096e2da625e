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

const ABOVE_PROVIDERS = ['transports', 'inbox', 'outbox', 'store', 'simulator', 'connection'];

/** The rooms of each provider by floors, the lowest first: a room sees only what is below it, and no other provider. */
const ROOMS = {
  etherfax: [['codec'], ['wire'], ['reconcile', 'sending']],
  esendex: [['wire'], ['events'], ['push', 'reconcile', 'sending']],
  aculab: [['wire'], ['call'], ['files', 'messages', 'pages']],
};

function providerRules(name, floors) {
  const others = Object.keys(ROOMS).filter((other) => other !== name);
  const whole = forbid([`src/providers/${name}/**/*.ts`], [noNodeRed, engine(...ABOVE_PROVIDERS, ...others)]);
  const rooms = floors.flatMap((floor, level) =>
    floor.flatMap((room) => {
      const unseen = floors
        .slice(level)
        .flat()
        .filter((other) => other !== room);
      const forbidden = [noNodeRed, engine(...ABOVE_PROVIDERS, ...others, ...unseen)];
      const folder = `src/providers/${name}/${room}`;
      const pure = room === 'codec' ? `${folder}/**/*.ts` : `${folder}/**/*-codec.ts`;
      return [forbid([`${folder}/**/*.ts`], forbidden), forbid([pure], [noIo, ...forbidden])];
    }),
  );
  return [whole, ...rooms];
}

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
  forbid(['src/providers/*.ts'], [noNodeRed, engine(...ABOVE_PROVIDERS)]),
  forbid(
    ['src/providers/{account-check,http,json,xml}/**/*.ts'],
    [noNodeRed, engine(...ABOVE_PROVIDERS, ...Object.keys(ROOMS))],
  ),
  ...Object.entries(ROOMS).flatMap(([name, floors]) => providerRules(name, floors)),
  // Names the simulator of each provider, and loads it when it is asked for.
  forbid(
    ['src/providers/provider-entry.ts', 'src/providers/registry.ts'],
    [noNodeRed, engine(...ABOVE_PROVIDERS.filter((name) => name !== 'simulator'))],
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
