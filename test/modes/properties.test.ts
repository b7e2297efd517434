import {describe, expect, test} from '@jest/globals';
import fc from 'fast-check';
import {RULE_SOURCES, type RuleMode, readRuleState} from '../../src/kernel/read-rule-state.ts';
import {type ExpectedState, formatEndpoint, type NodeCapture} from '../../src/model/index.ts';
import {expectedOn} from '../support/builders/cluster.ts';
import {scenes} from '../support/builders/cluster-arbitraries.ts';
import {compareAll, describeFindings} from '../support/builders/findings.ts';
import {addressesText, type NodeOverrides} from '../support/builders/node.ts';
import {printIptablesRules} from '../support/iptables-printer.ts';
import {printNft} from '../support/nft-printer.ts';
import {checkProperty} from '../support/property.ts';
import {planRules, type RuleFrontend, type RulePlan} from '../support/rule-frontends.ts';

const FAMILIES = ['IPv4', 'IPv6'] as const;
type Plans = readonly RulePlan[];

/** The forms in which the modes write rules. */
const FORMS = {
  'nftables, endpoint chains': {mode: 'nftables', print: (plan: RulePlan) => printNft(plan, 'chains')},
  'nftables, maps': {mode: 'nftables', print: (plan: RulePlan) => printNft(plan, 'map')},
  iptables: {mode: 'iptables', print: printIptablesRules},
} as const;
const NAMES = Object.keys(FORMS) as (keyof typeof FORMS)[];

interface RuleScene {
  readonly node: NodeOverrides;
  readonly expected: ExpectedState;
}

/** Clusters, and a node in them whose kube-proxy is in the given mode. */
function ruleScenes(mode: RuleMode, certain: boolean): fc.Arbitrary<RuleScene> {
  const clusterCIDR = fc.constantFrom('', '10.244.0.0/16,fd00:244::/32');
  return fc.tuple(scenes({certain}), clusterCIDR, fc.boolean()).map(([scene, cidr, masqueradeAll]) => {
    const {node, ...objects} = scene;
    const configuration = {
      ...node.configuration,
      clusterCIDR: cidr,
      [mode]: {masqueradeAll},
    };
    const own = {...node, mode, configuration};
    return {node: own, expected: expectedOn(own, objects)};
  });
}

type Texts = Record<string, string>;

function textsOf(plans: Plans, name: keyof typeof FORMS, node: NodeOverrides): Texts {
  const {mode, print} = FORMS[name];
  const rules = plans.map((plan) => [RULE_SOURCES[mode][plan.family], print(plan)]);
  return {...Object.fromEntries(rules), 'addresses.txt': addressesText(node)};
}

function plansOf(expected: ExpectedState, withOptional = false): Plans {
  return FAMILIES.map((family) => planRules(expected, family, withOptional));
}

function read(texts: Texts, mode: RuleMode) {
  return readRuleState({node: 'node-a', texts} as unknown as NodeCapture, mode);
}

/** Findings, and why a frontend was not judged. */
function judge(expected: ExpectedState, texts: Texts, mode: RuleMode): readonly string[] {
  const {state, unread} = read(texts, mode);
  expect([...unread]).toEqual([]);
  const {findings, undecided} = compareAll(expected, state);
  return [...describeFindings(findings), ...(undecided === undefined ? [] : [`undecided: ${undecided}`])];
}

describe('rules as kube-proxy makes them of any cluster', () => {
  test.each(NAMES)('give no finding: %s', (name) => {
    const {mode} = FORMS[name];
    const property = fc.property(ruleScenes(mode, false), fc.boolean(), ({node, expected}, withOptional) => {
      const plans = plansOf(expected, withOptional);
      expect(judge(expected, textsOf(plans, name, node), mode)).toEqual([]);
    });
    checkProperty(property, {numRuns: 60});
  });
});

/** What an edit leaves of a frontend, and the findings for it; undefined if there is nothing to edit. */
type Edit = (
  frontend: RuleFrontend,
) => {readonly to: RuleFrontend | undefined; readonly findings: readonly string[]} | undefined;

function without({outsiders, insiders}: RuleFrontend, lost: string) {
  const others = (list: readonly string[]) => list.filter((endpoint) => endpoint !== lost);
  return {outsiders: others(outsiders), insiders: others(insiders)};
}

const loseEndpoint: Edit = (one) => {
  const [lost] = one.outsiders;
  if (lost === undefined) return undefined;
  const left = without(one, lost);
  // A frontend without its last endpoint is another case: its connections are refused.
  if (left.outsiders.length === 0 || left.insiders.length === 0) return undefined;
  return {to: {...one, ...left}, findings: [`real-server-missing ${one.key} -> ${lost}`]};
};

const addEndpoint: Edit = (one) => {
  if (one.outsiders.length === 0 || one.insiders.length === 0) return undefined;
  const stranger = formatEndpoint(one.address.includes(':') ? 'fd00:99::1' : '10.99.0.1', 9000);
  const to = {...one, outsiders: [...one.outsiders, stranger], insiders: [stranger, ...one.insiders]};
  return {to, findings: [`real-server-stale ${one.key} -> ${stranger}`]};
};

const EDITS: Readonly<Record<string, Edit>> = {
  'endpoint lost': loseEndpoint,
  'endpoint added': addEndpoint,
  'endpoint swapped': (one) => {
    const added = addEndpoint(one);
    const lost = one.outsiders[0];
    if (!added?.to || lost === undefined) return undefined;
    const findings = [...added.findings, `real-server-missing ${one.key} -> ${lost}`];
    return {to: {...added.to, ...without(added.to, lost)}, findings};
  },
  'frontend lost': (one) => ({to: undefined, findings: [`virtual-server-missing ${one.key}`]}),
  'affinity changed': (one) => {
    if (one.outsiders.length === 0) return undefined;
    const affinity = one.affinity === 0 ? 60 : 0;
    return {to: {...one, affinity}, findings: [`persistence-mismatch ${one.key}`]};
  },
};

interface Choice {
  readonly kind: string;
  readonly frontend: number;
}

/** Edits frontends, each at most once, but node ports: their rules serve several frontends at once. */
function editPlans(plans: Plans, choices: readonly Choice[]) {
  const findings: string[] = [];
  const edited = new Map<string, RuleFrontend | undefined>();
  const all = plans.flatMap(({frontends}) => frontends).filter(({isNodePort}) => !isNodePort);
  for (const {kind, frontend} of choices) {
    const one = all[frontend % all.length];
    const result = one && !edited.has(one.key) ? EDITS[kind]?.(one) : undefined;
    if (!one || !result) continue;
    edited.set(one.key, result.to);
    findings.push(...result.findings);
  }
  const change = (one: RuleFrontend) => (edited.has(one.key) ? edited.get(one.key) : one);
  const changed = plans.map((plan) => ({
    ...plan,
    frontends: plan.frontends.map(change).filter((one) => one !== undefined),
  }));
  return {plans: changed, findings: findings.sort()};
}

const choices = fc.array(fc.record({kind: fc.constantFrom(...Object.keys(EDITS)), frontend: fc.nat(50)}), {
  maxLength: 6,
});

describe('edits of the rules of any cluster', () => {
  test.each(NAMES)('are what the findings name: %s', (name) => {
    const {mode} = FORMS[name];
    const property = fc.property(ruleScenes(mode, true), choices, ({node, expected}, list) => {
      const {plans, findings} = editPlans(plansOf(expected), list);
      expect(judge(expected, textsOf(plans, name, node), mode)).toEqual(findings);
    });
    checkProperty(property, {numRuns: 100});
  });
});

describe('damaged rules of any cluster', () => {
  test.each(NAMES)('cut anywhere, are not read: %s', (name) => {
    const {mode} = FORMS[name];
    const cut = fc.double({min: 0, max: 1, maxExcluded: true, noNaN: true});
    const property = fc.property(
      ruleScenes(mode, true),
      cut,
      fc.constantFrom(...FAMILIES),
      (scene, part, family) => {
        const texts = textsOf(plansOf(scene.expected), name, scene.node);
        const source = RULE_SOURCES[mode][family];
        const whole = (texts[source] ?? '').replace(/\n(?:# Completed\n)?$/, '');
        const {state, unread} = read(
          {...texts, [source]: whole.slice(0, Math.floor(part * whole.length))},
          mode,
        );
        expect([...unread.keys()]).toEqual([family]);
        expect(state.rules?.[family]).toBeUndefined();
      },
    );
    checkProperty(property, {numRuns: 60});
  });

  test('without one line of iptables-save that leads somewhere, they are never in sync', () => {
    const property = fc.property(ruleScenes('iptables', true), fc.nat(), ({node, expected}, number) => {
      // What serves a node port at a loopback address only is not judged.
      fc.pre([...(expected.nodePortAddresses ?? [])].every((address) => !address.startsWith('127.')));
      // Behind source ranges that shut out the node itself, rules for the node's own connections serve nobody.
      fc.pre([...expected.virtualServers.values()].every(({routing}) => routing?.allowed === undefined));
      const texts = textsOf(plansOf(expected), 'iptables', node);
      const lines = (texts['iptables-save.txt'] ?? '').split('\n');
      const telling = lines.flatMap((line, at) =>
        /^(?:\*|COMMIT|-A KUBE-SEP-\S+ .*-j DNAT|-A KUBE-SERVICES .*-j KUBE-EXT-)/.test(line) ? [at] : [],
      );
      const lost = telling[number % telling.length];
      const damaged = {...texts, 'iptables-save.txt': lines.filter((_, at) => at !== lost).join('\n')};
      const {state, unread} = read(damaged, 'iptables');
      if (unread.has('IPv4')) return;
      const {findings, undecided} = compareAll(expected, state);
      expect(findings.length > 0 || undecided !== undefined).toBe(true);
    });
    checkProperty(property, {numRuns: 60});
  });
});
