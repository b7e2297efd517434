import {type Cidr, canonicalAddress, type Protocol, parseCidr} from '../../model/index.ts';
import type {Action, Match, Rule} from '../rules/program.ts';
import {type Token, tokensOf} from './tokens.ts';

/** A rule while its words are read. */
interface OpenRule {
  readonly tokens: readonly Token[];
  index: number;
  readonly matches: Match[];
  /** What happens before the target: lists that a client is written into. */
  readonly before: Action[];
  target: Action | undefined;
  /** The options of the match that is open, with their values. */
  module: string;
  readonly recent: {name: string; seconds: number; action: string};
  readonly statistic: {mode: string; probability: number; negated: boolean};
}

/** A rule of iptables-save, without its `-A CHAIN`. What is not understood is an unknown condition or action. */
export function readRule(text: string): Rule {
  const open: OpenRule = {
    tokens: tokensOf(text),
    index: 0,
    matches: [],
    before: [],
    target: undefined,
    module: '',
    recent: {name: 'DEFAULT', seconds: 0, action: ''},
    statistic: {mode: '', probability: 0, negated: false},
  };
  while (open.index < open.tokens.length) readWord(open);
  closeModules(open);
  return {matches: open.matches, actions: open.target ? [...open.before, open.target] : open.before};
}

function next(open: OpenRule): string {
  const token = open.tokens[open.index];
  open.index++;
  return token?.text ?? '';
}

function unknown(open: OpenRule, text: string): void {
  open.matches.push({kind: 'unknown', text});
}

function readWord(open: OpenRule): void {
  const token = open.tokens[open.index];
  if (!token) return;
  open.index++;
  const read = WORDS[token.text];
  if (read) read(open, token.negated);
  else unknown(open, `${token.negated ? '! ' : ''}${token.text}`);
}

type ReadWord = (open: OpenRule, negated: boolean) => void;

const NETWORKS = new Map<string, Cidr>();

function network(text: string): Cidr | undefined {
  const known = NETWORKS.get(text);
  if (known) return known;
  const bits = text.includes(':') ? 128 : 32;
  const found = parseCidr(text.includes('/') ? text : `${text}/${bits}`);
  if (found) NETWORKS.set(text, found);
  return found;
}

function addressMatch(kind: 'source' | 'destination'): ReadWord {
  return (open, negated) => {
    const text = next(open);
    const found = network(text);
    if (found) open.matches.push({kind, negated, networks: [found]});
    else unknown(open, text);
  };
}

const PROTOCOL_NAMES: Readonly<Record<string, Protocol | 'other'>> = {
  tcp: 'TCP',
  udp: 'UDP',
  sctp: 'SCTP',
  '6': 'TCP',
  '17': 'UDP',
  '132': 'SCTP',
};

const readProtocol: ReadWord = (open, negated) => {
  const name = PROTOCOL_NAMES[next(open)] ?? 'other';
  open.matches.push({kind: 'protocol', negated, protocols: new Set([name])});
};

const readPorts: ReadWord = (open, negated) => {
  const ranges = next(open)
    .split(',')
    .map((text) => text.split(':').map(Number))
    .map(([low = Number.NaN, high = low]) => [low, high] as const);
  if (ranges.every(([low, high]) => low >= 0 && high <= 65535))
    open.matches.push({kind: 'port', negated, ranges});
  else unknown(open, 'a port');
};

const readStates: ReadWord = (open, negated) => {
  open.matches.push({kind: 'constant', holds: next(open).split(',').includes('NEW') !== negated});
};

function typeMatch(kind: 'local-source' | 'local-destination'): ReadWord {
  return (open, negated) => {
    const type = next(open);
    if (type === 'LOCAL') open.matches.push({kind, negated});
    else unknown(open, `an address of type ${type}`);
  };
}

const readMark: ReadWord = (open, negated) => {
  const [value = Number.NaN, mask = 0xffffffff] = next(open).split('/').map(Number);
  if (Number.isNaN(value)) unknown(open, 'a mark');
  else open.matches.push({kind: 'mark', negated, mask, value});
};

const SKIP: ReadWord = () => undefined;
const SKIP_VALUE: ReadWord = (open) => {
  next(open);
};

/** Words of rules as iptables-save prints them (iptables `extensions/libxt_*.c`). */
const WORDS: Readonly<Record<string, ReadWord>> = {
  '-s': addressMatch('source'),
  '-d': addressMatch('destination'),
  '-p': readProtocol,
  '-i': (open, negated) => {
    open.matches.push({kind: 'interface', negated, name: next(open)});
  },
  '-m': (open) => {
    open.module = next(open);
    if (open.module === 'recent' || open.module === 'statistic') closeModules(open);
  },
  '--comment': SKIP_VALUE,
  '--dport': readPorts,
  '--dports': readPorts,
  '--ctstate': readStates,
  '--state': readStates,
  '--src-type': typeMatch('local-source'),
  '--dst-type': typeMatch('local-destination'),
  '--mark': readMark,
  '--nfacct-name': SKIP_VALUE,
  '--mode': (open) => {
    open.statistic.mode = next(open);
  },
  '--probability': (open, negated) => {
    open.statistic.probability = Number(next(open));
    open.statistic.negated = negated;
  },
  '--rcheck': (open, negated) => {
    open.recent.action = negated ? 'not' : 'check';
  },
  '--set': (open) => {
    open.recent.action = 'set';
  },
  '--seconds': (open) => {
    open.recent.seconds = Number(next(open));
  },
  '--reap': SKIP,
  '--name': (open) => {
    open.recent.name = next(open);
  },
  '--mask': SKIP_VALUE,
  '--rsource': SKIP,
  '-j': readTarget('jump'),
  '-g': readTarget('goto'),
};

/** A module's options are complete when the next one begins, or the rule ends. */
function closeModules(open: OpenRule): void {
  const {recent, statistic} = open;
  if (recent.action === 'check')
    open.matches.push({kind: 'sticky', list: recent.name, seconds: recent.seconds});
  else if (recent.action === 'set') open.before.push({kind: 'remember', list: recent.name});
  else if (recent.action !== '') unknown(open, 'recent');
  if (statistic.mode === 'random' && statistic.probability >= 0) {
    const probability = statistic.negated ? 1 - statistic.probability : statistic.probability;
    open.matches.push({kind: 'random', probability});
  } else if (statistic.mode !== '') unknown(open, `statistic ${statistic.mode}`);
  recent.action = '';
  statistic.mode = '';
}

function readTarget(kind: 'jump' | 'goto'): ReadWord {
  return (open) => {
    const name = next(open);
    const rest = open.tokens.slice(open.index).map(({text}) => text);
    open.index = open.tokens.length;
    const read = TARGETS[name];
    if (kind === 'goto' || !read) {
      open.target = EXTENSIONS.test(name)
        ? {kind: 'unknown', text: `${name} ${rest.join(' ')}`.trim()}
        : {kind, chain: name};
    } else open.target = read(rest);
  };
}

/** Targets of iptables itself, which are no chains: those of kube-proxy and of others are told apart by their names' form. */
const EXTENSIONS =
  /^(?:AUDIT|CHECKSUM|CLASSIFY|CLUSTERIP|CONNMARK|CONNSECMARK|CT|DNPT|DSCP|ECN|HL|HMARK|IDLETIMER|LED|MIRROR|NETMAP|NFQUEUE|RATEEST|REDIRECT|SAME|SECMARK|SET|SNAT|SNPT|SYNPROXY|TARPIT|TCPMSS|TCPOPTSTRIP|TEE|TOS|TPROXY|TTL|ULOG)$/;

const TARGETS: Readonly<Record<string, (options: readonly string[]) => Action | undefined>> = {
  ACCEPT: () => ({kind: 'accept'}),
  DROP: () => ({kind: 'drop'}),
  REJECT: () => ({kind: 'reject'}),
  RETURN: () => ({kind: 'return'}),
  MASQUERADE: () => ({kind: 'masquerade'}),
  LOG: () => undefined,
  NFLOG: () => undefined,
  TRACE: () => undefined,
  DNAT: readDnat,
  MARK: readMarkTarget,
};

function readDnat(options: readonly string[]): Action {
  const [option, to = '', ...rest] = options;
  const unreadable: Action = {kind: 'unknown', text: `DNAT ${options.join(' ')}`};
  if (option !== '--to-destination' || rest.some((word) => word !== '--random' && word !== '--persistent'))
    return unreadable;
  const match = /^(?:\[([0-9a-f:.]+)\]|([0-9.]+)):(\d+)$/.exec(to);
  const address = canonicalAddress(match?.[1] ?? match?.[2] ?? '');
  return match && address !== undefined ? {kind: 'dnat', address, port: Number(match[3])} : unreadable;
}

/** Older versions print `--or-mark`, newer ones `--set-xmark VALUE/MASK` (iptables `extensions/libxt_MARK.c`). */
function readMarkTarget(options: readonly string[]): Action {
  const [option = '', text = ''] = options;
  const [value = Number.NaN, mask = 0xffffffff] = text.split('/').map(Number);
  if (options.length !== 2 || Number.isNaN(value))
    return {kind: 'unknown', text: `MARK ${options.join(' ')}`};
  switch (option) {
    case '--set-xmark':
      return {kind: 'mark', keep: ~mask >>> 0, flip: value};
    case '--set-mark':
      return {kind: 'mark', keep: ~(mask | value) >>> 0, flip: value};
    case '--or-mark':
      return {kind: 'mark', keep: ~value >>> 0, flip: value};
    case '--xor-mark':
      return {kind: 'mark', keep: 0xffffffff, flip: value};
    case '--and-mark':
      return {kind: 'mark', keep: value, flip: 0};
    default:
      return {kind: 'unknown', text: `MARK ${options.join(' ')}`};
  }
}
