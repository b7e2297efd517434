import type {ReportSource} from './report-source.ts';

/**
 * What a command needs of the call that printed it: `cluster`, kubectl's flags for the connection; `evidence`, these or
 * the snapshot that was read; `nothing`.
 */
export type CommandReach = 'cluster' | 'evidence' | 'nothing';

/**
 * A command for the user to run, where the report was read (`here`) or on a node. A command for a node is one simple
 * command, whose words are quoted: a prompt before it then keeps a shell elsewhere from running any of it.
 */
export type ShellCommand =
  | {readonly run: 'here'; readonly node: null; readonly command: string; readonly reach: CommandReach}
  | {readonly run: 'node'; readonly node: string; readonly command: string; readonly reach: 'nothing'};

/** A command of kubectl; {@link completeCommand} gives it the flags of the connection. */
export function kubectl(...words: readonly string[]): ShellCommand {
  return {run: 'here', node: null, command: shellWords(['kubectl', ...words]), reach: 'cluster'};
}

/** A command of this program that looks at the same cluster or snapshot, once {@link completeCommand} has seen it. */
export function kubectlIpvs(...words: readonly string[]): ShellCommand {
  return {run: 'here', node: null, command: shellWords(['kubectl', 'ipvs', ...words]), reach: 'evidence'};
}

/** The entry of the failure catalogue. */
export function explainCommand(code: string): ShellCommand {
  return {
    run: 'here',
    node: null,
    command: shellWords(['kubectl', 'ipvs', 'explain', code]),
    reach: 'nothing',
  };
}

/** A command for a shell on the node, such as `ipvsadm -Ln`. */
export function onNode(node: string, ...words: readonly string[]): ShellCommand {
  return {run: 'node', node, command: shellWords(words), reach: 'nothing'};
}

/**
 * The command as it reaches what the report is about, wherever it is pasted: with the flags of the connection, or with
 * `--from`. kubectl gets the context in which a snapshot was taken; where that is not known the command asks for one,
 * since the present context may be of another cluster.
 */
export function completeCommand(command: ShellCommand, source: ReportSource): ShellCommand {
  if (command.reach === 'nothing') return command;
  const flags = shellWords(command.reach === 'cluster' ? clusterFlags(source) : evidenceFlags(source));
  if (flags === '') return command;
  // kubectl takes no flags before the name of a plugin.
  return command.reach === 'cluster'
    ? {...command, command: command.command.replace(/^kubectl/, () => `kubectl ${flags}`)}
    : {...command, command: `${command.command} ${flags}`};
}

/** kubectl with a verb that reaches a cluster; its flags may stand before the verb. */
const KUBECTL_IN_TEXT =
  /\bkubectl (?=(?:-n \S+ |--namespace \S+ )?(?:get|describe|logs|delete|patch|edit|apply|rollout|label|drain|cordon|uncordon|exec|debug|create)\b)/g;

/** A command of this program that looks at a cluster or a snapshot; `--from` after it says that it is complete. */
const PLUGIN_IN_TEXT =
  /\bkubectl ipvs (?:diff|status|logs|check|trace|snapshot)\b(?! --?(?:help|h)\b)(?![^\n;()]* --from )/g;

/**
 * A text in whose sentences commands may be mentioned, with each of them complete, as {@link completeCommand} makes it. A
 * command that is to be pasted belongs into `commands`, where it has a line of its own.
 */
export function completeText(text: string, source: ReportSource): string {
  const cluster = shellWords(clusterFlags(source));
  const evidence = shellWords(evidenceFlags(source));
  return text
    .replace(KUBECTL_IN_TEXT, () => (cluster === '' ? 'kubectl ' : `kubectl ${cluster} `))
    .replace(PLUGIN_IN_TEXT, (command) => (evidence === '' ? command : `${command} ${evidence}`));
}

function clusterFlags(source: ReportSource): readonly string[] {
  return source.type === 'cluster' ? source.kubectlFlags : [`--context=${source.clusterName || 'CONTEXT'}`];
}

function evidenceFlags(source: ReportSource): readonly string[] {
  return source.type === 'cluster' ? [...source.kubectlFlags, ...source.podFlags] : ['--from', source.path];
}

/** Words as a POSIX shell reads them back, on one line. */
export function shellWords(words: readonly string[]): string {
  return words.map(shellWord).join(' ');
}

/** A word as a POSIX shell reads it back. */
export function shellWord(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}
