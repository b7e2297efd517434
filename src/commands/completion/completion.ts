import type {Command} from '../command.ts';

/** `completion`: scripts for shells, and what kubectl calls. */
export const COMPLETION: Command = {
  name: 'completion',
  usage: 'SHELL',
  summary: 'Print or install shell completion',
  description:
    'kubectl 1.26 and later can complete the arguments of "kubectl ipvs", if completion for kubectl is set up in ' +
    'your shell and a program kubectl_complete-ipvs is in PATH: --install writes it, next to this plugin if ' +
    'possible.\n\nWith the name of a shell (bash, zsh, fish, powershell), prints a script that completes ' +
    '"kubectl-ipvs", and "kubectl ipvs" where kubectl itself has no completion.',
  flags: [
    {name: 'install', type: 'boolean', description: 'Write kubectl_complete-ipvs for kubectl'},
    {
      name: 'directory',
      completes: 'files',
      type: 'string',
      value: 'DIR',
      description:
        'With --install: write it to this directory instead of next to this plugin; must be in PATH',
    },
  ],
  examples: [
    {comment: 'For kubectl 1.26 and later', line: 'completion --install'},
    {comment: 'For this bash, with any kubectl', line: 'completion bash > ipvs.bash && source ipvs.bash'},
    {comment: 'For fish', line: 'completion fish > ~/.config/fish/completions/kubectl-ipvs.fish'},
  ],
  exitCodes: ['0  printed or installed', '2  the command was invalid, or the file could not be written'],
  argument: 'shells',
  mostArguments: 1,
  load: async () => (await import('./run-completion.ts')).runCompletion,
};
