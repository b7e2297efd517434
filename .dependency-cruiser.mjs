// Who may import whom. `npm run check:layers` fails where the code does otherwise and prints the comment of the rule.

const PURE = ['kernel', 'expected', 'compare', 'catalogue', 'check', 'causes', 'logs', 'status', 'trace'];
/** What joins the pure modules. */
const CORE = ['inspect', 'scope'];
const ADAPTERS = ['api', 'cluster', 'capture', 'snapshot', 'files'];

/** What a module may import of the others, and what to do where that is not enough. */
const MODULES = {
  main: {
    may: ['cli', 'errors', 'model', 'engine', 'terminal', ...ADAPTERS],
    advice: 'main.ts starts the command line and picks the readers. Work on data belongs into a command.',
  },
  errors: {
    may: [],
    advice: 'errors.ts stands alone, so that every module can use it. Pass what it needs as an argument.',
  },
  concurrency: {
    may: [],
    advice: 'concurrency.ts lets so many things go on at once, and knows of nothing else.',
  },
  engine: {
    may: [],
    advice: 'engine.ts tunes V8 for what a run is about to do, and knows of nothing else.',
  },
  terminal: {
    may: ['errors', 'model'],
    advice:
      'terminal writes what it is given to the streams of the process. What to say belongs into render.',
  },
  cli: {
    may: ['commands', 'errors'],
    advice: 'cli turns arguments into one checked call. What the call does belongs into a command.',
  },
  commands: {
    may: ['model', 'render', 'errors', 'concurrency', ...CORE, ...PURE],
    advice: 'A command reaches the world through the ports in src/model/ports.ts; main.ts hands them to it.',
  },
  inspect: {
    may: [
      'model',
      'concurrency',
      'scope',
      'kernel',
      'expected',
      'compare',
      'logs',
      'check',
      'causes',
      'status',
      'trace',
    ],
    advice:
      'inspect makes of the capture of a node all that is known of it. What one command does with it belongs there.',
  },
  scope: {
    may: ['model', 'compare', 'errors'],
    advice:
      'scope chooses the Services and nodes that a call is about. Pass the words of the call as arguments.',
  },
  api: {
    may: ['model', 'errors'],
    advice:
      'api sends requests and knows nothing of what they are for. Leave the meaning to cluster or capture.',
  },
  cluster: {
    may: ['api', 'model', 'errors'],
    advice: 'cluster returns API objects as model types. Leave decisions to the pure modules.',
  },
  capture: {
    may: ['api', 'model', 'errors', 'concurrency'],
    advice: 'capture returns raw texts as the nodes printed them. Leave parsing to kernel.',
  },
  snapshot: {
    may: ['model', 'errors'],
    advice: 'snapshot writes and reads what the readers returned. Leave parsing to the pure modules.',
  },
  files: {
    may: ['errors'],
    advice: 'files reads and writes what the user named. What is in a file is for the command.',
  },
  model: {
    may: [],
    advice:
      'model is what all others share, so it depends on none. Move the function to the module it serves.',
  },
  kernel: {
    may: ['model'],
    advice: 'kernel reads texts and knows nothing of what should be in them. Comparing is for compare.',
  },
  expected: {
    may: ['model'],
    advice: 'expected derives what should be there from the API alone. Comparing is for compare.',
  },
  compare: {
    may: ['model'],
    advice: 'compare receives both states as arguments. Let the command read and derive them.',
  },
  catalogue: {
    may: ['model'],
    advice: 'The catalogue is data. Code that applies an entry belongs into check or logs.',
  },
  check: {
    may: ['model', 'catalogue'],
    advice: 'check receives parsed states as arguments. Let the command make them.',
  },
  causes: {
    may: ['model'],
    advice:
      'causes explains what was found by what else was read. What fails is judged by compare and check: take their results.',
  },
  logs: {
    may: ['model', 'catalogue'],
    advice: 'logs turns text into records. Let the command fetch the text and print the records.',
  },
  status: {
    may: ['model'],
    advice: 'status makes the condition of nodes from what was read and compared. Let the command do both.',
  },
  trace: {
    may: ['model'],
    advice: 'trace receives states over time as arguments. Let the command collect them.',
  },
  render: {
    may: ['model', 'catalogue'],
    advice: 'A renderer turns a report into a string. Put what it lacks into the report.',
  },
};

const FILES = new Set(['main', 'errors', 'concurrency', 'engine']);
const names = Object.keys(MODULES);

function home(name) {
  return FILES.has(name) ? `^src/${name}\\.ts$` : `^src/${name}/`;
}

function anyOf(modules) {
  return modules.map(home).join('|');
}

const layers = names.map((name) => ({
  name: `${name}-imports`,
  comment: `src/${name} may import ${MODULES[name].may.join(', ') || 'nothing else of src'}. ${MODULES[name].advice}`,
  severity: 'error',
  from: {path: home(name)},
  to: {path: '^src/', pathNot: anyOf([name, ...MODULES[name].may])},
}));

const OWNERS = {
  '@kubernetes/client-node': {
    owner: 'api',
    advice: 'Add a function to src/api and let it be handed to you as a port.',
  },
  'cli-table3': {owner: 'render', advice: 'Describe the table by columns and let src/render print it.'},
  ora: {owner: 'terminal', advice: 'Report progress through the port that main.ts hands to the command.'},
  'tar-stream': {owner: 'snapshot', advice: 'Let src/snapshot open the archive.'},
  yargs: {owner: 'cli', advice: 'Declare the flag in the command record; src/cli turns it into a parser.'},
};

const libraries = Object.entries(OWNERS).map(([library, {owner, advice}]) => ({
  name: `${library.replace(/^@.*\//, '')}-has-one-user`,
  comment: `Only src/${owner} knows ${library}. ${advice}`,
  severity: 'error',
  from: {path: '^src/', pathNot: home(owner)},
  to: {path: `^node_modules/${library}/`},
}));

const STRANGER = {path: '^src/', pathNot: anyOf(names)};

const strangers = [
  {from: STRANGER, to: {}},
  {from: {}, to: STRANGER},
  {from: {...STRANGER, orphan: true}, to: {}},
].map((rule) => ({
  name: 'known-modules-only',
  comment:
    'A module that is not in the table of .dependency-cruiser.mjs. Put the file where its concept lives.',
  severity: 'error',
  ...rule,
}));

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    ...layers,
    ...libraries,
    ...strangers,
    {
      name: 'no-io-in-pure-modules',
      comment:
        'This module only computes. Let main.ts read or write through a port and pass the result as an argument.',
      severity: 'error',
      from: {path: anyOf([...PURE, ...CORE, 'model', 'render', 'errors', 'commands', 'cli'])},
      to: {dependencyTypes: ['core'], pathNot: '^(node:)?(buffer|crypto|string_decoder|util)$'},
    },
    {
      name: 'process-is-for-main',
      comment: 'Only main.ts and terminal touch the process. Take what you need of it as an argument.',
      severity: 'error',
      from: {path: '^src/', pathNot: anyOf(['main', 'terminal'])},
      to: {path: '^(node:)?process$', dependencyTypes: ['core']},
    },
    {
      name: 'public-face-only',
      comment: 'Import from the index.ts of the other module, and add there what you need.',
      severity: 'error',
      from: {path: '^src/([^/]+)'},
      to: {path: '^src/[^/]+/', pathNot: '^src/($1/|[^/]+/index\\.ts$)'},
    },
    {
      name: 'no-import-of-own-index',
      comment: 'Within a module import from the file itself; its index.ts is for others.',
      severity: 'error',
      from: {path: '^src/([^/]+)/'},
      to: {path: '^src/$1/index\\.ts$'},
    },
    {
      name: 'no-cycles',
      comment: 'Two files that need each other are one concept, or hide a third. Move the shared part out.',
      severity: 'error',
      from: {},
      to: {circular: true},
    },
    {
      name: 'no-catch-all-names',
      comment: 'A function lives with the concept that it serves. Name the file or folder after that.',
      severity: 'error',
      from: {},
      to: {path: '/(utils?|helpers?|common|lib|misc)(/|\\.[a-z]+$)', pathNot: 'node_modules/'},
    },
    {
      name: 'no-tests-in-program',
      comment: 'The program does without its tests and scripts. Move what both need into src.',
      severity: 'error',
      from: {path: '^src/'},
      to: {path: '^(test|scripts)/'},
    },
    {
      name: 'runtime-dependencies-only',
      comment: 'The program uses this package: list it under dependencies in package.json.',
      severity: 'error',
      from: {path: '^src/'},
      to: {dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'], pathNot: '^node_modules/@types/'},
    },
    {
      name: 'resolvable',
      comment: 'This import leads nowhere. Check the path and its extension (.ts).',
      severity: 'error',
      from: {},
      to: {couldNotResolve: true},
    },
  ],
  options: {
    parser: 'swc',
    tsPreCompilationDeps: true,
    doNotFollow: {path: 'node_modules'},
    exclude: {path: '^test/fixtures/'},
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
      extensions: ['.ts', '.mjs', '.js', '.json'],
    },
    moduleSystems: ['es6'],
  },
};
