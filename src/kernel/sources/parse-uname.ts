import type {KernelInfo, Parsed} from '../../model/index.ts';
import {quoteText} from '../tables/unreadable-line.ts';
import {conclude, openSource, reportFatal} from './source-text.ts';

/**
 * `Linux HOST RELEASE VERSION… MACHINE SYSTEM`. Between machine and system some distributions print processor and
 * hardware platform, which are the machine again; coreutils leaves them out where they are unknown.
 */
const UNAME = /^Linux (\S+) ((\d+)\.(\d+)\S*) .+ (\S+) (?:GNU\/)?Linux$/;

/** The running kernel from `uname -a`; undefined, with a fatal problem, if the text is not that. */
export function parseUname(text: string): Parsed<KernelInfo | undefined> {
  const opened = openSource('uname.txt', text);
  const line = opened.lines.join('\n');
  const match = UNAME.exec(line);
  if (!match) {
    reportFatal(opened, 1, `the text should be what "uname -a" prints on Linux, but is ${quoteText(line)}`);
    return conclude(opened, undefined);
  }
  const [, hostName = '', kernelRelease = '', major, minor, machine = ''] = match;
  return conclude(opened, {
    hostName,
    kernelRelease,
    kernelVersion: {major: Number(major), minor: Number(minor)},
    machine,
  });
}
