import {dump} from 'js-yaml';

const NAMESPACE = 'kube-system';

/** What a user must be allowed to do, as a table. */
export function permissionTable({capturePermissions, readingPermissions}) {
  const all = [...readingPermissions(NAMESPACE), ...capturePermissions(NAMESPACE)];
  const rows = all.map(({verb, group, resource, namespace, names, purpose}) => {
    const what = `${resource}${group ? `.${group}` : ''}${names ? ` (${names.join(', ')})` : ''}`;
    return `| ${verb} | ${what} | ${namespace === undefined ? 'whole cluster' : namespace} | ${purpose} |`;
  });
  return ['| verb | resource | where | what for |', '|---|---|---|---|', ...new Set(rows), ''].join('\n');
}

/** The rights of the debug pod under each profile, as they stand in its manifest. */
export function podBlock({podManifest}) {
  const profiles = {
    procfs: '`--unprivileged`: reads `/proc/net/ip_vs` as nobody',
    netlink: 'usually: asks `ipvsadm`, `ipset` and `conntrack`, which need NET_ADMIN',
    rules:
      'where iptables rules are read: `iptables-save` opens a raw socket for its set matches, which needs NET_RAW',
  };
  const sections = Object.entries(profiles).map(([profile, words]) => {
    const {securityContext} = manifest(podManifest, profile).spec.containers[0];
    return `${words}\n\n\`\`\`yaml\n${dump({securityContext})}\`\`\`\n`;
  });
  const {containers, ...pod} = manifest(podManifest, 'netlink').spec;
  const [{resources, volumeMounts}] = containers;
  const rest = {...pod, containers: [{resources, volumeMounts}]};
  return [
    `The pod itself is always the same:\n\n\`\`\`yaml\n${dump(rest)}\`\`\`\n`,
    'What its container may do:\n',
    ...sections,
  ].join('\n');
}

function manifest(podManifest, profile) {
  return podManifest({
    name: 'NAME',
    namespace: NAMESPACE,
    node: 'NODE',
    runId: 'RUN',
    owner: 'OWNER',
    toolVersion: 'VERSION',
    image: 'IMAGE',
    imagePullSecret: undefined,
    profile,
    sources: [],
    complete: false,
    keep: false,
    deadlineSeconds: 90,
  });
}
