import {readCapturedBy} from '../kernel/index.ts';
import {
  type ActualState,
  type CaptureSource,
  type NodeCapture,
  type Note,
  newNote,
  quiescentServers,
} from '../model/index.ts';
import type {ProxyOnNode} from './proxy-on-node.ts';
import {problemText} from './why-not-compared.ts';

/** What kube-proxy answered and was not understood, or that it was not asked. */
export function proxyNotes(proxy: ProxyOnNode): readonly Note[] {
  const {node, facts} = proxy;
  return [...facts.problems.map((message) => note(node, {message, remedy: ''})), ...unaskedNotes(proxy)];
}

/** That kube-proxy was not asked, or not where it listens: nothing follows from that. */
export function unaskedNotes({node, condition}: ProxyOnNode): readonly Note[] {
  if (condition.kind !== 'unknown' || condition.why === '') return [];
  return [{...note(node, {message: condition.why, remedy: ''}), severity: 'info'}];
}

function note(node: string, parts: Pick<Note, 'message' | 'remedy'>): Note {
  return newNote('warning', {node, ...parts});
}

/** That the rules of a frontend were not understood. */
export function undecidedNotes(node: string, undecided: string | undefined): readonly Note[] {
  if (undecided === undefined) return [];
  return [
    note(node, {
      message: `not checked: ${undecided}`,
      remedy: 'find out what wrote these rules; no known version of kube-proxy writes rules of this form',
    }),
  ];
}

/** What each source would have told. */
const TELLS: readonly (readonly [CaptureSource, string])[] = [
  ['ipset-save.txt', 'IP sets'],
  ['iptables-save.txt', 'iptables chains of IPv4'],
  ['ip6tables-save.txt', 'iptables chains of IPv6'],
];

/** What of a node could not be judged: texts that were not captured, or not understood. {@link imageNotes} come first. */
export function sourceNotes(
  capture: NodeCapture,
  actual: ActualState,
  asked: readonly CaptureSource[],
): readonly Note[] {
  const {node} = capture;
  const notes: Note[] = actual.problems.map((problem) =>
    note(node, {
      message: `${problemText(problem)}; what depends on it was not checked`,
      remedy: 'capture the node again',
    }),
  );
  const damaged = new Set(actual.problems.map(({source}) => source));
  const present = {
    'ipset-save.txt': actual.ipSets,
    'iptables-save.txt': actual.iptables.IPv4,
    'ip6tables-save.txt': actual.iptables.IPv6,
  };
  const told = new Set(beyondOwnImage(capture, asked).flatMap(([sources]) => sources));
  for (const [source, what] of TELLS) {
    if (!asked.includes(source) || present[source as keyof typeof present]) continue;
    if (damaged.has(source) || told.has(source)) continue;
    notes.push({
      ...note(node, {message: `${what} were not checked: ${source} was not captured`, remedy: ''}),
      severity: 'info',
    });
  }
  if (!told.has('ipvsadm-save.txt')) notes.push(...tableNotes(node, actual));
  return notes;
}

/** Texts that kube-proxy's own image cannot tell, and what stays unchecked without them. */
const BEYOND_OWN_IMAGE: readonly (readonly [readonly CaptureSource[], string])[] = [
  [['ipvsadm-save.txt', 'ipvsadm-list.txt'], 'persistence timeouts and scheduler flags'],
  [['addresses.txt'], 'the addresses of kube-ipvs0 and node ports'],
  [['ipset-save.txt'], 'IP sets'],
];

/** What was asked of a node and is not there, where it was read with no more than kube-proxy's own image. */
function beyondOwnImage(capture: NodeCapture, asked: readonly CaptureSource[]): typeof BEYOND_OWN_IMAGE {
  const {origin} = readCapturedBy(capture);
  if (origin !== 'kube-proxy' && origin !== 'exec') return [];
  return BEYOND_OWN_IMAGE.filter(
    ([sources]) =>
      sources.some((source) => asked.includes(source)) &&
      sources.every((source) => capture.texts[source] === undefined),
  );
}

/** With which image a node was read, where that is not the one that tells most. */
export function imageNotes(capture: NodeCapture, asked: readonly CaptureSource[]): readonly Note[] {
  const {node} = capture;
  const {origin, passedOver} = readCapturedBy(capture);
  const missed = beyondOwnImage(capture, asked).map(([, what]) => what);
  const info = (message: string, remedy: string): Note => ({
    ...note(node, {message, remedy}),
    severity: 'info',
  });
  const notes = passedOver.map(({image, reason}) => info(`${image} could not be used: ${reason}`, ''));
  if (missed.length === 0) return notes;
  const what = origin === 'exec' ? "in kube-proxy's own Pod" : "with kube-proxy's own image";
  notes.push(
    info(
      `read ${what}: not checked are ${missed.join('; ')}`,
      'to check these too, use a full debug image with --image or KUBECTL_IPVS_IMAGE',
    ),
  );
  return notes;
}

function tableNotes(node: string, {tableSources, virtualServers}: ActualState): readonly Note[] {
  const has = (source: string) => tableSources.some((present) => present === source);
  const missing: string[] = [];
  const servers = [...(virtualServers?.values() ?? [])];
  const quiet = servers.some((server) => quiescentServers(server).length > 0);
  if (quiet && !has('ipvsadm-list.txt') && !has('proc-net-ip_vs.txt')) {
    missing.push(
      'connection counts (ipvsadm -S prints none: draining real servers cannot be distinguished from finished ones)',
    );
  }
  if (!has('ipvsadm-save.txt') && !has('ipvsadm-list.txt')) {
    missing.push('scheduler flags', 'persistence timeouts in seconds (/proc/net/ip_vs has kernel ticks)');
  }
  if (missing.length === 0) return [];
  return [
    {
      ...note(node, {
        message: `not available from ${tableSources.join(', ')}: ${missing.join('; ')}`,
        remedy: '',
      }),
      severity: 'info',
    },
  ];
}
