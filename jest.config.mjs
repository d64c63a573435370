/**
 * Every test of the repository: ESM modules, TypeScript through swc, real processes instead of mocks.
 * `NODE_OPTIONS=--experimental-vm-modules` is required; `npm run check` and `npm run unit` set it.
 */
const swc = {
  jsc: {
    target: 'es2023',
    parser: { syntax: 'typescript', decorators: true },
    transform: { legacyDecorator: true, decoratorMetadata: true },
    keepClassNames: true,
  },
  module: { type: 'es6' },
  sourceMaps: 'inline',
};

export default {
  roots: ['<rootDir>/libs', '<rootDir>/apps', '<rootDir>/tools'],
  testMatch: ['<rootDir>/{libs,apps,tools}/*/test/**/*.test.ts'],
  testEnvironment: 'node',
  testTimeout: 30_000,
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '^.+\\.ts$': ['@swc/jest', swc] },
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  modulePathIgnorePatterns: ['<rootDir>/.*/dist/package.json', '<rootDir>/tools/bench/node_modules'],
  watchPathIgnorePatterns: ['/dist/', '/\\.writ/'],
  collectCoverageFrom: ['libs/aarm/src/decision/**/*.ts'],
  coverageReporters: ['text-summary', 'json-summary'],
  coverageThreshold: { './libs/aarm/src/decision/': { branches: 100 } },
};
