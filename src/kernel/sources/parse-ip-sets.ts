import type {IpFamily, IpSet, Parsed} from '../../model/index.ts';
import {canonicalIpSetMember} from '../../model/index.ts';
import {quoteText} from '../tables/unreadable-line.ts';
import {
  conclude,
  openSource,
  reportFatal,
  reportLine,
  reportLineProblem,
  type SourceText,
} from './source-text.ts';

/** `create NAME TYPE OPTIONS` (ipset `lib/session.c`, `list_create`). A name may have spaces and is printed as it is. */
const CREATE = /^create (.+?) ((?:hash|bitmap|list):\S+)(?: (.*))?$/;

/** Options of a member of a list:set, whose own name may have spaces. */
const LIST_OPTIONS = / (?:timeout|packets|bytes|comment|skbmark|skbprio|skbqueue) .*$/;

interface OpenSet extends IpSet {
  readonly members: Set<string>;
}

/**
 * The IP sets by name, from `ipset save`, members in its order and in the text of {@link canonicalIpSetMember}.
 * A member with `nomatch` or `wildcard` means something else than one without, so the word stays with it.
 * An empty text is right: without sets ipset prints nothing.
 */
export function parseIpSets(text: string): Parsed<ReadonlyMap<string, IpSet>> {
  const opened = openSource('ipset-save.txt', text);
  const sets = new Map<string, OpenSet>();
  let current: OpenSet | undefined;
  for (const [index, line] of opened.lines.entries()) {
    if (!line.startsWith('add ')) {
      current = createSet(opened, index, sets) ?? current;
      continue;
    }
    const set = setOfMember(line, current, sets);
    if (!set) {
      reportFatal(opened, index + 1, `a member is added to a set that was not created: ${quoteText(line)}`);
      break;
    }
    addMember(opened, index, set);
  }
  return conclude(opened, sets);
}

function createSet(text: SourceText, index: number, sets: Map<string, OpenSet>): OpenSet | undefined {
  const created = readCreate(text.lines[index] ?? '');
  if (!created) {
    reportLine(text, index, '"create" with a set or "add" with a member');
    return undefined;
  }
  const before = sets.get(created.name);
  if (before) reportLineProblem(text, index, `the set ${quoteText(created.name)} is created a second time`);
  else sets.set(created.name, created);
  return before ?? created;
}

function readCreate(line: string): OpenSet | undefined {
  const match = CREATE.exec(line);
  if (!match) return undefined;
  const [, name = '', type = '', options = ''] = match;
  return {name, type, family: familyIn(options), members: new Set()};
}

function familyIn(options: string): IpFamily | undefined {
  const word = /(?:^| )family (inet6?)(?: |$)/.exec(options)?.[1];
  if (word === undefined) return undefined;
  return word === 'inet6' ? 'IPv6' : 'IPv4';
}

/** Members follow the creation of their set, so the last set is nearly always the one. */
function setOfMember(
  line: string,
  current: OpenSet | undefined,
  sets: ReadonlyMap<string, OpenSet>,
): OpenSet | undefined {
  if (current && line.startsWith(`${current.name} `, 'add '.length)) return current;
  return sets.get(line.split(' ', 2)[1] ?? '');
}

function addMember(text: SourceText, index: number, set: OpenSet): void {
  const line = text.lines[index] ?? '';
  const rest = line.slice('add '.length + set.name.length + 1);
  const member = set.type === 'list:set' ? rest.replace(LIST_OPTIONS, '') : readMember(set.type, rest);
  if (member === undefined || member === '') reportLine(text, index, `a member of a set of type ${set.type}`);
  else set.members.add(member);
}

function readMember(type: string, rest: string): string | undefined {
  const space = rest.indexOf(' ');
  if (space < 0) return canonicalIpSetMember(type, rest);
  const member = canonicalIpSetMember(type, rest.slice(0, space));
  const options = rest
    .slice(space)
    .replace(/"[^"]*"/g, '')
    .split(' ');
  const flags = ['nomatch', 'wildcard'].filter((flag) => options.includes(flag));
  return member === undefined ? undefined : [member, ...flags].join(' ');
}
