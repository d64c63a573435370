import eslint from '@eslint/js';
import regexp from 'eslint-plugin-regexp';
import tseslint from 'typescript-eslint';

const NO_DEFAULT_EXPORT = [
  { selector: 'ExportDefaultDeclaration', message: 'export by name: a thing is called the same everywhere' },
  { selector: 'ExportSpecifier[exported.name="default"]', message: 'export by name: a thing is called the same everywhere' },
];
const NO_PROCESS_ENV = [
  {
    selector: 'MemberExpression[object.name="process"][property.name="env"]',
    message: 'the environment is read once, in libs/server/src/config.ts',
  },
  {
    selector: 'VariableDeclarator[init.name="process"] Property[key.name="env"]',
    message: 'the environment is read once, in libs/server/src/config.ts',
  },
];
const NO_BARE_SUPPRESSION = {
  meta: { type: 'problem', schema: [], messages: { bare: 'a suppression names its rule and says why: `-- reason`' } },
  create: (context) => ({
    Program() {
      for (const comment of context.sourceCode.getAllComments()) {
        const text = comment.value.trim();
        if (!/^eslint-(disable|enable)/.test(text) || text.startsWith('eslint-enable')) continue;
        if (!/^eslint-disable(-next-line|-line)?\s+\S.*\s--\s+\S/.test(text)) context.report({ loc: comment.loc, messageId: 'bare' });
      }
    },
  }),
};

const SIZES = {
  'max-lines': ['error', { max: 250, skipBlankLines: true, skipComments: true }],
  'max-lines-per-function': ['error', { max: 40, skipBlankLines: true, skipComments: true, IIFEs: true }],
  'max-params': ['error', 4],
  'max-depth': ['error', 3],
};

export default tseslint.config(
  { ignores: ['**/dist/', '**/node_modules/', '**/coverage/', '.nx/', '**/.writ/', 'libs/contract/src/generated/', '**/generated/'] },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  eslint.configs.recommended,
  {
    files: ['**/*.ts', '**/*.tsx'],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: {
      parserOptions: {
        project: ['libs/*/tsconfig.json', 'apps/*/tsconfig.json', 'tsconfig.test.json'],
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: {
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/ban-ts-comment': ['error', { minimumDescriptionLength: 10 }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      // Would fight with `noPropertyAccessFromIndexSignature`; and a number in a message needs no ceremony.
      '@typescript-eslint/dot-notation': 'off',
      // `!` is forbidden, so a stated `as T` after a check is the one way left to say it.
      '@typescript-eslint/non-nullable-type-assertion-style': 'off',
      '@typescript-eslint/consistent-indexed-object-style': 'off',
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true, ignoreVoidReturningFunctions: true }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      // Nest's options and GraphQL's object types are classes that plain objects stand for.
      '@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
      // Nest's modules and controllers are classes with decorators and, at times, nothing else.
      '@typescript-eslint/no-extraneous-class': ['error', { allowWithDecorator: true }],
    },
  },
  {
    plugins: { writ: { rules: { 'no-bare-suppression': NO_BARE_SUPPRESSION } } },
    rules: {
      ...SIZES,
      eqeqeq: 'error',
      'no-console': 'error',
      'no-restricted-syntax': ['error', ...NO_DEFAULT_EXPORT, ...NO_PROCESS_ENV],
      'writ/no-bare-suppression': 'error',
    },
  },
  {
    // Anybody may have written what is read for a decision: the time that an expression takes must not grow faster than the text.
    files: ['libs/{aarm,contract,engine,pep,receipt,server,signals,syntax}/src/**'],
    plugins: { regexp },
    rules: {
      'regexp/no-super-linear-backtracking': ['error', { report: 'potential' }],
      'regexp/no-super-linear-move': ['error', { report: 'potential', ignorePartial: false }],
    },
  },
  { files: ['libs/server/src/config.ts'], rules: { 'no-restricted-syntax': ['error', ...NO_DEFAULT_EXPORT] } },
  { files: ['apps/**', 'tools/**'], rules: { 'no-console': 'off' } },
  {
    // Tests read longer: a table of cases or one story told in order; and they start programs with an environment of their own.
    files: ['**/test/**'],
    rules: {
      'max-lines': ['error', { max: 500, skipBlankLines: true, skipComments: true }],
      'max-lines-per-function': 'off',
      'max-params': 'off',
      'no-restricted-syntax': ['error', ...NO_DEFAULT_EXPORT],
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
    },
  },
  {
    // Plain programs that run before anything is built: no types, the environment is theirs to read.
    files: ['**/*.mjs'],
    languageOptions: {
      globals: {
        process: 'readonly',
        console: 'readonly',
        URL: 'readonly',
        Buffer: 'readonly',
        fetch: 'readonly',
        setTimeout: 'readonly',
        clearTimeout: 'readonly',
        setInterval: 'readonly',
        clearInterval: 'readonly',
        AbortSignal: 'readonly',
        AbortController: 'readonly',
        performance: 'readonly',
        TextDecoder: 'readonly',
        TextEncoder: 'readonly',
        structuredClone: 'readonly',
      },
    },
    rules: { 'no-restricted-syntax': ['error', ...NO_DEFAULT_EXPORT] },
  },
  // The tools that own these files read a default export.
  { files: ['*.config.mjs', '.dependency-cruiser.mjs', '**/vite.config.*'], rules: { 'no-restricted-syntax': 'off' } },
);
