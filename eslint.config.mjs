import regexp from 'eslint-plugin-regexp';
import tseslint from 'typescript-eslint';
import { importDirections } from './scripts/lib/import-directions.mjs';

const forbid = (files, patterns) => ({
  files,
  rules: {
    'no-restricted-imports': [
      'error',
      { patterns: patterns.map(([group, message]) => ({ group: [].concat(group), message })) },
    ],
  },
});

const noNodeRed = [['node-red', '@node-red/*'], 'nothing below nodes/ sees Node-RED'];
const noIo = [
  ['node:net', 'node:http', 'node:https', 'node:tls', 'node:fs', 'node:fs/*', 'ws', 'undici', 'classic-level'],
  'this is a pure module: no I/O',
];
/** `#x` is private at run time too. Only a constructor cannot be written so. */
const oneWayToBePrivate = {
  selector:
    ':matches(PropertyDefinition, MethodDefinition[kind!="constructor"], TSParameterProperty)[accessibility="private"]',
  message: 'write #x, not private x',
};

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
      'no-restricted-syntax': ['error', oneWayToBePrivate],
    },
  },
  {
    // What is spread is not checked for fields that nobody knows: `compact()` (src/domain/compact) is.
    files: ['src/**/*.ts', 'nodes/**/*.ts', 'panel/**/*.ts'],
    rules: {
      'no-restricted-syntax': [
        'error',
        oneWayToBePrivate,
        ...[
          'ObjectExpression > SpreadElement > ObjectExpression',
          'ObjectExpression > SpreadElement > TSAsExpression > ObjectExpression',
          'ObjectExpression > SpreadElement > LogicalExpression > ObjectExpression',
          'ObjectExpression > SpreadElement > LogicalExpression > TSAsExpression > ObjectExpression',
          'ObjectExpression > SpreadElement > ConditionalExpression > ObjectExpression',
          'ObjectExpression > SpreadElement > ConditionalExpression > TSAsExpression > ObjectExpression',
        ].map((selector) => ({
          selector,
          message: 'a literal that is spread hides unknown fields: write its fields out, optional ones with compact()',
        })),
        {
          selector:
            'TSAsExpression[typeAnnotation.type!="TSUnknownKeyword"] > CallExpression[callee.object.name="JSON"][callee.property.name="parse"]',
          message: 'JSON may hold anything: look at it, as rowReader and isRecord do',
        },
      ],
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
  {
    files: ['src/**/*.ts', 'nodes/**/*.ts', 'panel/**/*.ts'],
    plugins: { pushline: { rules: { 'import-directions': importDirections } } },
    rules: { 'pushline/import-directions': 'error' },
  },
  forbid(['src/**/*.ts'], [noNodeRed]),
  forbid(['src/domain/**/*.ts', 'src/providers/**/*-codec.ts', 'src/providers/**/codec/**/*.ts'], [noNodeRed, noIo]),
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
