import {nodeRule} from '../../rule.ts';
import {fail, pass, undecidable, type Verdict} from '../../verdict.ts';

/** Defences of IPVS against floods, and what each costs (kernel `Documentation/networking/ipvs-sysctl.rst`). */
const DEFENCES = [
  ['net.ipv4.vs.drop_entry', 'half-open connections are dropped at random'],
  ['net.ipv4.vs.drop_packet', 'packets are dropped at random'],
  ['net.ipv4.vs.secure_tcp', 'TCP states follow stricter and shorter timeouts'],
] as const;

/** 1 waits for a lack of memory, 2 acts now, 3 always acts. kube-proxy sets none of these. */
export const DEFENCE_MODES = nodeRule({
  code: 'IPVS026',
  needs: ['sysctls'],
  check: ({sysctls}) => {
    const known = DEFENCES.filter(([name]) => sysctls.has(name));
    if (known.length === 0) return undecidable(`${DEFENCES[0][0]} was not captured`);
    const verdicts = known.flatMap(([name, effect]) => judge(name, sysctls.get(name) ?? '0', effect));
    return verdicts.length > 0 ? verdicts : pass(...known.map(([name]) => `${name} = 0`));
  },
});

function judge(name: string, value: string, effect: string): readonly Verdict[] {
  if (value === '0') return [];
  const acts = value === '2' || value === '3';
  return [
    fail({
      severity: acts ? 'warning' : 'info',
      message: acts
        ? `an IPVS defence mechanism is active: ${effect}`
        : `an IPVS defence mechanism becomes active when memory is short: ${effect} then`,
      evidence: [`${name} = ${value}`],
    }),
  ];
}
