import type {Parsed, ParseProblem} from '../../model/index.ts';
import {PROXY_MODES, type ProxyMode} from '../../model/index.ts';
import {quoteText} from '../tables/unreadable-line.ts';

/**
 * The mode in which kube-proxy runs, from `/proxyMode`, which answers without a newline. Undefined, with a fatal
 * problem, if the text is none: an empty answer, or another program's.
 */
export function parseProxyMode(text: string): Parsed<ProxyMode | undefined> {
  const word = text.endsWith('\n') ? text.slice(0, -1) : text;
  const mode = PROXY_MODES.find((name) => name === word);
  if (mode !== undefined) return {value: mode, problems: []};
  const message = `the text should be one of ${PROXY_MODES.join(', ')}, but is ${quoteText(text)}`;
  const problem: ParseProblem = {source: 'kube-proxy-mode.txt', line: 1, message, severity: 'fatal'};
  return {value: undefined, problems: [problem]};
}
