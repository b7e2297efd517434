import {UserError} from '../errors.ts';

/** What the server said when it refused a debug pod, as far as the error tells. */
interface Refusal {
  readonly status: number;
  readonly said: string;
}

interface Known {
  readonly applies: (refusal: Refusal) => boolean;
  readonly what: string;
  readonly remedy: string;
}

/** Ways in which API servers refuse pods, the most telling first. */
const KNOWN: readonly Known[] = [
  {
    applies: ({said}) => /violates PodSecurity|PodSecurityPolicy|security context constraint/i.test(said),
    what: 'Pod Security refuses the debug pod in namespace NAMESPACE',
    remedy:
      'name a namespace whose Pod Security level is privileged with --debug-namespace (kube-system usually is); hostNetwork alone is more than baseline, so --unprivileged does not help',
  },
  {
    applies: ({said}) => /exceeded quota|failed quota|insufficient quota/i.test(said),
    what: 'the quota of namespace NAMESPACE has no room for the debug pod',
    remedy:
      'raise the quota, or name another namespace with --debug-namespace; a lower --concurrency needs less at once',
  },
  {
    applies: ({said}) => /(usage per (Container|Pod)|LimitRange)/i.test(said),
    what: 'a LimitRange of namespace NAMESPACE refuses the debug pod',
    remedy: 'name another namespace with --debug-namespace',
  },
  {
    applies: ({said}) => /failed calling webhook/i.test(said),
    what: 'an admission webhook of the cluster does not answer, so that no pod can be made in namespace NAMESPACE',
    remedy:
      'mend it (kubectl get mutatingwebhookconfigurations,validatingwebhookconfigurations names its Service), or name a namespace that it leaves alone with --debug-namespace',
  },
  {
    applies: ({said}) => /admission webhook|ValidatingAdmissionPolicy/i.test(said),
    what: 'an admission rule of the cluster refuses the debug pod',
    remedy:
      'exempt the pods with label app.kubernetes.io/managed-by=kubectl-ipvs from the rule, or name another namespace with --debug-namespace',
  },
  {
    applies: ({status, said}) => status === 404 && /namespace/i.test(said),
    what: 'there is no namespace NAMESPACE for the debug pod',
    remedy: 'name one that exists with --debug-namespace',
  },
  {
    applies: ({said}) => /because it is being terminated/i.test(said),
    what: 'namespace NAMESPACE is being deleted',
    remedy: 'name another namespace with --debug-namespace',
  },
];

/** Why the server did not make a debug pod, and what to do. */
export function createRefusal(error: unknown, namespace: string): string {
  const refusal = refusalOf(error);
  const known = KNOWN.find(({applies}) => applies(refusal));
  if (known)
    return `${known.what.replace('NAMESPACE', namespace)}: ${withoutName(refusal.said)}. To go on: ${known.remedy}`;
  const remedy = error instanceof UserError ? `. To go on: ${error.remedy}` : '';
  return `the debug pod could not be made: ${error instanceof Error ? error.message : String(error)}${remedy}`;
}

/** The name of a debug pod says nothing, and would make the same reason another one on each node. */
function withoutName(said: string): string {
  return said.replace(/^pods "[^"]*" is forbidden: /, '');
}

/** The HTTP status of a failed request; 0 if there was no answer. */
export function statusOf(error: unknown): number {
  return refusalOf(error).status;
}

function refusalOf(error: unknown): Refusal {
  if (!(error instanceof Error)) return {status: 0, said: String(error)};
  const {status, serverMessage} = error as {status?: unknown; serverMessage?: unknown};
  return {
    status: typeof status === 'number' ? status : 0,
    said: typeof serverMessage === 'string' ? serverMessage : error.message,
  };
}
