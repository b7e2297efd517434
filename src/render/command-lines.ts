import {completeCommand, type ReportSource, type ShellCommand, shellWord} from '../model/index.ts';
import {escapeText} from './escape-text.ts';

/**
 * Commands for a person to paste, one a line and never wrapped. One for a node has a prompt with the node's name, which
 * is no command of any shell: pasted elsewhere by accident it does nothing.
 */
export function commandLines(
  commands: readonly ShellCommand[],
  {source, indent}: {readonly source: ReportSource; readonly indent: string},
): readonly string[] {
  return commands.map((command) => `${indent}${escapeText(commandText(command, source))}`);
}

function commandText(command: ShellCommand, source: ReportSource): string {
  const {run, node, command: text} = completeCommand(command, source);
  return run === 'here' ? text : `${shellWord(node)}# ${text}`;
}

/** Commands, as documents have them: complete, and with the place where each is to be run. */
export function commandDocuments(commands: readonly ShellCommand[], source: ReportSource) {
  return commands.map((one) => {
    const {run, node, command} = completeCommand(one, source);
    return {run, node, command};
  });
}
