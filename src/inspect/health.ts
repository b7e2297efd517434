import {
  ALL_CHECKS,
  type FactName,
  inOrder,
  type ProxyLog,
  type Rule,
  type Surroundings,
} from '../check/index.ts';
import {type CheckResult, type Known, type Note, newNote, type Service} from '../model/index.ts';
import {type CheckedNode, failedChecks} from './failed-checks.ts';

/** kube-proxy's log, where a command does not read it: of each node it would take longer than all the rest. */
export const UNREAD_LOG: Known<ProxyLog> = {known: false, why: "kube-proxy's log was not read"};

/** What the checks of a node need besides its capture. */
export interface HealthContext {
  readonly around: Surroundings;
  readonly log: Known<ProxyLog>;
  /** The Services that were asked for; empty: all. */
  readonly services: readonly Service[];
}

/** IPVS mode as such is no trouble of a node: what becomes of it is told by `check --migration`. */
const LEFT_TO_MIGRATION = ['IPVS089', 'IPVS090'];

const RULES = ALL_CHECKS.rules.filter(
  ({scope, code}) => scope === 'node' && !LEFT_TO_MIGRATION.includes(code),
);

/** Facts of which only a part is read where Services are asked for. */
const TABLE_FACTS: readonly FactName[] = ['state', 'table', 'expected', 'addresses', 'ipSets', 'iptables'];

function usesTable(rule: Rule): boolean {
  return rule.scope === 'node' && [...rule.needs, ...rule.wants].some((fact) => TABLE_FACTS.includes(fact));
}

/**
 * The checks that fail on a node, of those that what was read can decide: `status` and `diff` judge a node's health by the
 * rules of `check`, and by nothing else. Differences are not among them: they are told as drift.
 */
export function healthOf(
  node: Omit<CheckedNode, 'log'>,
  {around, log, services}: HealthContext,
): readonly CheckResult[] {
  const failed = (rules: readonly Rule[]) =>
    failedChecks(rules, {...node, log}, around).filter(({drift}) => !drift);
  if (services.length === 0) return inOrder(failed(RULES));
  const names = new Set(services.map(({namespace, name}) => `${namespace}/${name}`));
  const about = ({service}: CheckResult) => service && names.has(`${service.namespace}/${service.name}`);
  return inOrder([
    ...failed(RULES.filter((rule) => !usesTable(rule))),
    ...failed(RULES.filter(usesTable)).filter(about),
  ]);
}

/** Entries that say how far a node's table can be trusted: told beside its differences whatever their severity. */
const TRUST = ['IPVS077', 'IPVS078', 'IPVS079'];

/** What of a node's health belongs beside its differences: errors, and what the trust in its table depends on. */
export function healthNotes(failures: readonly CheckResult[]): readonly Note[] {
  return failures
    .filter(({severity, code}) => severity === 'error' || (severity === 'warning' && TRUST.includes(code)))
    .map(({code, severity, node, service, message, remedy, ownRemedy}) =>
      newNote(severity, {
        code,
        node,
        service,
        message,
        remedy: ownRemedy ? remedy : `kubectl ipvs explain ${code}`,
      }),
    );
}
