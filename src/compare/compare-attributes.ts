import {
  addressBits,
  type ExpectedVirtualServer,
  type Finding,
  type IpFamily,
  type KernelTable,
  type Persistence,
  type VirtualServer,
} from '../model/index.ts';
import {type ComparisonInput, ownerName, serviceOf} from './comparison.ts';
import {newFinding} from './new-finding.ts';

/** Timer frequencies that kernels are built with, in ticks per second. */
const TICK_RATES = [100, 250, 300, 1000];

/** What the whole table tells that a single virtual server does not. */
export interface TableFacts {
  /** Undefined: the expected scheduler is the configured one. Else the one that most virtual servers use. */
  readonly usualScheduler: string | undefined;
  /** Ticks per second that explain the persistence timeouts of `/proc/net/ip_vs`; all, if nothing tells. */
  readonly tickRates: readonly number[];
}

/** Facts of a table, seen against the virtual servers that are expected. */
export function tableFacts(
  table: KernelTable,
  expected: ReadonlyMap<string, ExpectedVirtualServer>,
): TableFacts {
  const schedulers = new Map<string, number>();
  const rates = new Map<number, number>();
  for (const [key, wanted] of expected) {
    const server = table.get(key);
    if (!server) continue;
    schedulers.set(server.scheduler, (schedulers.get(server.scheduler) ?? 0) + 1);
    const jiffies = server.persistence?.timeoutJiffies;
    if (jiffies === undefined || !wanted.persistenceTimeout) continue;
    const rate = jiffies / wanted.persistenceTimeout;
    if (TICK_RATES.includes(rate)) rates.set(rate, (rates.get(rate) ?? 0) + 1);
  }
  const usualRate = mostFrequent(rates);
  return {
    usualScheduler: mostFrequent(schedulers),
    tickRates: usualRate === undefined ? TICK_RATES : [usualRate],
  };
}

/** The key with the highest count; of several the first in order, so that chance does not decide. */
function mostFrequent<Key extends string | number>(counts: ReadonlyMap<Key, number>): Key | undefined {
  const [best] = [...counts].sort(
    ([one, count], [other, otherCount]) => otherCount - count || (one < other ? -1 : 1),
  );
  return best?.[0];
}

/** Differences in scheduler and persistence. */
export function compareAttributes(
  expected: ExpectedVirtualServer,
  actual: VirtualServer,
  context: {readonly input: ComparisonInput; readonly facts: TableFacts},
): readonly Finding[] {
  const findings: Finding[] = [];
  const scheduler = schedulerFinding(expected, actual, context);
  if (scheduler) findings.push(scheduler);
  const persistence = persistenceFinding(expected, actual, context);
  if (persistence) findings.push(persistence);
  return findings;
}

interface Context {
  readonly input: ComparisonInput;
  readonly facts: TableFacts;
}

function common(expected: ExpectedVirtualServer, input: ComparisonInput) {
  return {
    node: input.expected.node,
    service: serviceOf(expected.owners),
    virtualServer: expected.id,
    remedy: 'kube-proxy corrects this in its next sync, if it completes one',
  };
}

function schedulerFinding(
  expected: ExpectedVirtualServer,
  actual: VirtualServer,
  {input, facts}: Context,
): Finding | undefined {
  const wanted = expected.scheduler ?? facts.usualScheduler ?? actual.scheduler;
  const flags = expected.schedulerFlags;
  const flagsDiffer =
    flags !== undefined &&
    actual.schedulerFlags !== undefined &&
    flags.join() !== actual.schedulerFlags.join();
  if (actual.scheduler === wanted && !flagsDiffer && !actual.onePacket) return undefined;
  return newFinding('scheduler-mismatch', {
    ...common(expected, input),
    expected: {scheduler: wanted, ...(flags ? {schedulerFlags: flags} : {})},
    actual: {
      scheduler: actual.scheduler,
      ...(actual.schedulerFlags ? {schedulerFlags: actual.schedulerFlags} : {}),
      ...(actual.onePacket ? {onePacket: true} : {}),
    },
    message:
      `the virtual server of ${ownerName(expected)} uses ${schedulerText(actual)}, but kube-proxy is set to ` +
      `${schedulerText({scheduler: wanted, schedulerFlags: flagsDiffer ? flags : [], onePacket: false})}`,
  });
}

function schedulerText(server: Pick<VirtualServer, 'scheduler' | 'schedulerFlags' | 'onePacket'>): string {
  const flags = [...(server.schedulerFlags ?? []), ...(server.onePacket ? ['one-packet'] : [])];
  return flags.length === 0 ? server.scheduler : `${server.scheduler} (${flags.join(', ')})`;
}

function persistenceFinding(
  expected: ExpectedVirtualServer,
  actual: VirtualServer,
  {input, facts}: Context,
): Finding | undefined {
  const wanted = expected.persistenceTimeout;
  if (wanted === undefined || persistenceAgrees(wanted, actual, {family: expected.family, facts}))
    return undefined;
  const present = actual.persistence;
  const netmaskDiffers =
    wanted > 0 && present !== undefined && present.prefix !== addressBits(expected.family);
  return newFinding('persistence-mismatch', {
    ...common(expected, input),
    expected: {persistenceTimeout: wanted},
    actual: persistenceAttributes(present),
    message:
      `the Service ${ownerName(expected)} wants ${wanted > 0 ? `session affinity for ${wanted} s` : 'no session affinity'}, ` +
      `the virtual server has ${persistenceText(present)}`,
    ...(netmaskDiffers
      ? {
          remedy:
            'kube-proxy does not compare the netmask: delete the virtual server on the node, and kube-proxy ' +
            'creates it again in its next sync',
        }
      : {}),
  });
}

function persistenceAgrees(
  wanted: number,
  {persistence: present}: VirtualServer,
  {family, facts}: {readonly family: IpFamily; readonly facts: TableFacts},
): boolean {
  if (wanted === 0 || !present) return wanted === 0 && !present;
  if (present.prefix !== addressBits(family) || present.engine !== undefined) return false;
  if (present.timeoutSeconds !== undefined) return present.timeoutSeconds === wanted;
  const {timeoutJiffies} = present;
  return timeoutJiffies === undefined || facts.tickRates.some((rate) => rate * wanted === timeoutJiffies);
}

function persistenceAttributes(present: Persistence | undefined) {
  if (!present) return {persistenceTimeout: 0};
  const {timeoutSeconds, timeoutJiffies, prefix, engine} = present;
  return {
    ...(timeoutSeconds === undefined
      ? {persistenceTimeoutJiffies: timeoutJiffies}
      : {persistenceTimeout: timeoutSeconds}),
    persistencePrefix: prefix,
    ...(engine === undefined ? {} : {persistenceEngine: engine}),
  };
}

function persistenceText(present: Persistence | undefined): string {
  if (!present) return 'none';
  const {timeoutSeconds, timeoutJiffies, prefix, engine} = present;
  const time = timeoutSeconds === undefined ? `${timeoutJiffies} kernel ticks` : `${timeoutSeconds} s`;
  const netmask = prefix === 32 || prefix === 128 ? '' : ` for networks of /${prefix}`;
  return `${time}${netmask}${engine === undefined ? '' : ` with engine ${engine}`}`;
}
