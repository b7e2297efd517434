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
  /** Whether another image may be let through. */
  readonly image?: boolean;
}

/** Why the server did not make a debug pod. */
export interface CreateRefusal {
  /** In words, with what to do. */
  readonly reason: string;
  /** Whether another image may be let through. */
  readonly image: boolean;
}

/** What helps wherever no pod may be made. */
const EXEC = "read through kube-proxy's own Pods with --exec, which creates no pod";

/** Ways in which API servers refuse pods, the most telling first. */
const KNOWN: readonly Known[] = [
  {
    applies: ({said}) => /violates PodSecurity|PodSecurityPolicy|security context constraint/i.test(said),
    what: 'Pod Security refuses the debug pod in namespace NAMESPACE',
    remedy:
      'choose a namespace with Pod Security level privileged with --debug-namespace (kube-system usually is); ' +
      'hostNetwork alone exceeds baseline, so --unprivileged does not help; or ' +
      EXEC,
  },
  {
    // `plugin/pkg/admission/priority/admission.go` from 1.11 on, and a quota for the scope PriorityClass. The debug pod asks
    // for no class. The names in it may hold any word: it comes before what is told by words.
    applies: ({said}) =>
      /[Nn]o PriorityClass with name|given PriorityClass name|match these scopes: .*PriorityClass/.test(said),
    what: 'the debug pod gets a priority class from something in the cluster, and namespace NAMESPACE does not allow it',
    remedy:
      'find what sets it, because the debug pod itself has none (kubectl get mutatingwebhookconfigurations, ' +
      'kubectl get priorityclasses), or choose another namespace with --debug-namespace; or ' +
      EXEC,
  },
  {
    applies: ({said}) => /exceeded quota|failed quota|insufficient quota/i.test(said),
    what: 'the quota of namespace NAMESPACE has no room for the debug pod',
    remedy:
      'raise the quota, or choose another namespace with --debug-namespace; a lower --concurrency needs less at a ' +
      'time; or ' +
      EXEC,
  },
  {
    applies: ({said}) => /(usage|limit to request ratio) per (Container|Pod)|LimitRange/i.test(said),
    what: 'a LimitRange of namespace NAMESPACE refuses the debug pod',
    remedy: `choose another namespace with --debug-namespace; or ${EXEC}`,
  },
  {
    applies: ({said}) => /failed calling webhook/i.test(said),
    what: 'an admission webhook does not respond, so no pod can be created in namespace NAMESPACE',
    remedy:
      'fix it (kubectl get mutatingwebhookconfigurations,validatingwebhookconfigurations shows its Service), or ' +
      'choose a namespace that it does not cover with --debug-namespace; or ' +
      EXEC,
  },
  {
    // In the words of Kyverno, Gatekeeper and Azure Policy, Connaisseur, sigstore, and the ImagePolicyWebhook.
    applies: ({said}) =>
      /\bimages?\b|\bregistr(?:y|ies)\b|\brepositor(?:y|ies)\b|\bsignatures?\b|\bdigests?\b/i.test(
        withoutName(said),
      ) && /denied|admission|forbidden|polic/i.test(said),
    what: 'a cluster policy does not allow the image of the debug pod',
    remedy: `choose an allowed image with --image, or permanently with KUBECTL_IPVS_IMAGE; or ${EXEC}`,
    image: true,
  },
  {
    applies: ({said}) => /admission webhook|ValidatingAdmissionPolicy/i.test(said),
    what: 'an admission rule refuses the debug pod',
    remedy:
      'exempt the pods with label app.kubernetes.io/managed-by=kubectl-ipvs from the rule, or choose another ' +
      'namespace with --debug-namespace; or ' +
      EXEC,
  },
  {
    applies: ({status, said}) => status === 404 && /namespace/i.test(said),
    what: 'there is no namespace NAMESPACE for the debug pod',
    remedy: 'choose one that exists with --debug-namespace',
  },
  {
    applies: ({said}) => /because it is being terminated/i.test(said),
    what: 'namespace NAMESPACE is being deleted',
    remedy: `choose another namespace with --debug-namespace; or ${EXEC}`,
  },
  {
    // Admission has the last word after the rights: a 403 of its own names no missing right.
    applies: ({status, said}) => status === 403 && /^pods "[^"]*" is forbidden: (?!User )/.test(said),
    what: 'admission control refuses the debug pod in namespace NAMESPACE',
    remedy: `fix what it reports, or choose another namespace with --debug-namespace; or ${EXEC}`,
  },
];

/** Why the server did not make a debug pod, and what to do; of the kind of reason, not of the HTTP status. */
export function createRefusal(error: unknown, namespace: string): CreateRefusal {
  const refusal = refusalOf(error);
  const known = KNOWN.find(({applies}) => applies(refusal));
  if (known) {
    const what = known.what.replace('NAMESPACE', namespace);
    return {
      reason: `${what}: ${withoutName(refusal.said).replace(/\.$/, '')}. To go on: ${known.remedy}`,
      image: known.image ?? false,
    };
  }
  const remedy = error instanceof UserError ? `. To go on: ${error.remedy}` : '';
  const said = error instanceof Error ? error.message : String(error);
  return {reason: `the debug pod could not be created: ${said}${remedy}`, image: false};
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
    said: (typeof serverMessage === 'string' ? serverMessage : error.message).replace(/\s+/g, ' ').trim(),
  };
}
