import path from 'node:path';
import {fileURLToPath} from 'node:url';

const NOT_BUNDLED = 'not-bundled';

/** Parts of packages in the place of the whole: what they bring beside would only be loaded. */
const parts = {
  name: 'parts',
  setup(build) {
    // yargs/helpers passes the parser on, and loads all that yargs needs for help and for other languages.
    build.onResolve({filter: /^yargs\/helpers$/}, ({path: name}) => ({path: name, namespace: 'parser'}));
    build.onLoad({filter: /.*/, namespace: 'parser'}, () => ({
      contents: "export {default as Parser} from 'yargs-parser';",
      resolveDir: path.dirname(fileURLToPath(import.meta.resolve('yargs'))),
    }));
    // node-fetch brings its own URL parser; Node's is the same.
    build.onResolve({filter: /^whatwg-url$/}, () => ({path: 'node:url', external: true}));
  },
};

/** Packages that others try to require and do without: the attempt fails inside the bundle, without a look at the disk. */
const optionalPackages = {
  name: 'optional-packages',
  setup(build) {
    const filter = /^(@colors\/colors\/safe|bufferutil|encoding|supports-color|utf-8-validate)$/;
    build.onResolve({filter}, ({path: name, kind}) =>
      kind === 'require-call' ? {path: name, namespace: NOT_BUNDLED} : undefined,
    );
    build.onLoad({filter: /.*/, namespace: NOT_BUNDLED}, ({path: name}) => ({
      contents: `throw Object.assign(new Error(${JSON.stringify(`${name} is not bundled`)}), {code: 'MODULE_NOT_FOUND'});`,
    }));
  },
};

/** Lets unused parts of the Kubernetes client go; its package.json does not say that this is safe. */
const withoutSideEffects = {
  name: 'without-side-effects',
  setup(build) {
    build.onResolve({filter: /^@kubernetes\/client-node$/}, () => ({
      path: fileURLToPath(import.meta.resolve('@kubernetes/client-node')),
      sideEffects: false,
    }));
    build.onResolve({filter: /^\.{1,2}\/.*\.js$/}, ({path: relative, importer, resolveDir}) =>
      importer.includes('/node_modules/@kubernetes/client-node/')
        ? {path: path.join(resolveDir, relative), sideEffects: false}
        : undefined,
    );
  },
};

/** All plugins that the program is bundled with. */
export const PLUGINS = [parts, optionalPackages, withoutSideEffects];
