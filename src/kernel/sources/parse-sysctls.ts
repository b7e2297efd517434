import type {Parsed} from '../../model/index.ts';
import {quoteText} from '../tables/unreadable-line.ts';
import {conclude, openSource, reportFatal, reportLine, reportLineProblem} from './source-text.ts';

/** As sysctl(8) prints; a value may be empty or have tabs, and dots in the name of an interface are slashes. */
const SETTING = /^([A-Za-z0-9_./@:+-]+) = ?(.*)$/;

/** Kernel settings by name; of one that stands there twice with two values, which happens while it changes, the first. */
export function parseSysctls(text: string): Parsed<ReadonlyMap<string, string>> {
  const opened = openSource('sysctl.txt', text);
  const settings = new Map<string, string>();
  for (const [index, line] of opened.lines.entries()) {
    const match = SETTING.exec(line);
    if (!match) {
      reportLine(opened, index, '"name = value"');
      continue;
    }
    const [, name = '', value = ''] = match;
    const before = settings.get(name);
    if (before === undefined) settings.set(name, value);
    else if (before !== value) {
      reportLineProblem(
        opened,
        index,
        `${quoteText(name)} was ${quoteText(before)} before and is ${quoteText(value)} here`,
      );
    }
  }
  if (settings.size === 0) reportFatal(opened, 0, 'the text has no setting');
  return conclude(opened, settings);
}
