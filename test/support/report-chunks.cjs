// Put before the built program: prints on descriptor 3 which of its chunks hold the Kubernetes client, once compiled.
const fs = require('node:fs');
const vm = require('node:vm');

const compile = vm.compileFunction;
vm.compileFunction = (code, ...rest) => {
  if (code.includes('applyToHTTPSOptions')) fs.writeSync(3, 'client\n');
  return compile(code, ...rest);
};
